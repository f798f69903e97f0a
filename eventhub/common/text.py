"""Names and words made comparable: accents, case and blanks folded."""

import unicodedata


def folded(*parts: str | None) -> str:
    """Lower case, accents dropped, blanks collapsed, parts joined: what search columns hold.

    `folded("Zoë", "Ångström")` is `"zoe angstrom"`.
    """
    joined = " ".join(part for part in parts if part)
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", joined) if not unicodedata.combining(c)
    )
    return " ".join(plain.casefold().split())


def has_nul(value: object) -> bool:
    """Whether a NUL byte, which PostgreSQL cannot store, hides anywhere in a decoded JSON value."""
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(has_nul(key) or has_nul(item) for key, item in value.items())
    if isinstance(value, list):
        return any(has_nul(item) for item in value)
    return False
