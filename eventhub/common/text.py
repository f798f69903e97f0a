"""Names and words made comparable: accents, case and blanks folded."""

import unicodedata
from typing import Any


def folded(*parts: str | None) -> str:
    """Lower case, accents dropped, blanks collapsed, parts joined: what search columns hold.

    `folded("Zoë", "Ångström")` is `"zoe angstrom"`.
    """
    joined = " ".join(part for part in parts if part)
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", joined) if not unicodedata.combining(c)
    )
    return " ".join(plain.casefold().split())


NUL_HERE = "A NUL byte is no part of a word."


def nul_places(value: object) -> dict[str, Any] | list[Any] | None:
    """Where NUL bytes are in a decoded JSON value, as our refusals mirror it: one sentence per field, lists of objects
    entry by entry. None where the place has no name of its own: in a key, or outside all objects."""
    if isinstance(value, dict):
        if has_nul(list(value)):
            return None
        return {key: _place(item) for key, item in value.items() if has_nul(item)}
    if isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
        entries = [nul_places(entry) for entry in value]
        return None if None in entries else entries
    return None


def _place(item: object) -> Any:
    mirror = nul_places(item) if isinstance(item, list) else None
    return mirror or [NUL_HERE]


def has_nul(value: object) -> bool:
    """Whether a NUL byte, which PostgreSQL cannot store, hides anywhere in a decoded JSON value."""
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(has_nul(key) or has_nul(item) for key, item in value.items())
    if isinstance(value, list):
        return any(has_nul(item) for item in value)
    return False
