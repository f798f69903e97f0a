"""E-mail addresses and telephone numbers made comparable. Pure.

What a person wrote is kept as it is; these are the forms that are compared, searched and unique. Every comparison of two
contacts of people goes through here.
"""

import unicodedata

LONGEST_KEY = 320
# Unicode's other full stops count as the dot between the labels of a domain (RFC 3490, 3.1); NFKC makes the rest of them.
_IDEOGRAPHIC_STOP = "\u3002"
# Never visible, and often copied along: controls, zero-width characters, marks of writing direction.
_INVISIBLE = frozenset({"Cc", "Cf"})


def email_key(written: str) -> str:
    """The form of an e-mail address that is compared: two spellings of one mailbox have the same.

    Ignored: case, blanks around the parts, invisible characters, full-width and other compatibility forms, dots at the
    domain's end, and whether a domain of other letters is written in them or in `xn--`. Kept, since they make another
    mailbox: dots and `+tags` before the @, accents, and the Turkish dotless i (which is not an i: addresses that only
    look alike are not the same). What is no address is compared as a word. Idempotent.
    """
    text = _plain(written)
    local, at, domain = text.rpartition("@")
    if not at:
        return text[:LONGEST_KEY]
    return f"{local.strip()}@{_domain(domain.strip())}"[:LONGEST_KEY]


def phone_key(written: str) -> str:
    """The form of a telephone number that is compared: digits, with a `+` in front of an international one.

    `00420 777 123 456` and `+420 (777) 123-456` are the same. A number without its country stays so: we do not guess.
    """
    text = _plain(written)
    digits = "".join(str(unicodedata.digit(c)) for c in text if c.isdigit())
    if text.startswith("+"):
        return f"+{digits}"[:LONGEST_KEY]
    return (f"+{digits[2:]}" if digits.startswith("00") else digits)[:LONGEST_KEY]


def _plain(written: str) -> str:
    """Lower case without compatibility forms and invisible characters. Not case-folded: ß is not ss."""
    lower = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", written).lower())
    return "".join(c for c in lower if unicodedata.category(c) not in _INVISIBLE).strip()


def _domain(domain: str) -> str:
    labels = domain.replace(_IDEOGRAPHIC_STOP, ".").rstrip(".").split(".")
    return ".".join(label if label.isascii() else _in_ascii(label) for label in labels)


def _in_ascii(label: str) -> str:
    """The label as the domain name system has it (RFC 3492); both writings of a domain end here."""
    return "xn--" + label.encode("punycode").decode()
