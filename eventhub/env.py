"""Reads the environment: one function per kind of value, each saying plainly what was wrong."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LEAST_SECRET = 32
ROOT = Path(__file__).resolve().parent.parent
TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """The variable's text, or `default` when it is unset or empty."""
    return os.environ.get(name) or default


def insist_on_long(name: str, secret: str) -> str:
    """The secret as it is. Raises ImproperlyConfigured for one that somebody could guess: below LEAST_SECRET characters."""
    if len(secret) < LEAST_SECRET:
        raise ImproperlyConfigured(
            f"{name} has {len(secret)} characters and needs at least {LEAST_SECRET};"
            " make one with: openssl rand -hex 32"
        )
    return secret


def data_dir() -> Path:
    """Where everything of this installation is kept."""
    return Path(text("EVENTHUB_DATA_DIR", str(ROOT / "var"))).resolve()


def flag(name: str, *, default: bool = False) -> bool:
    """A yes or a no. Raises ImproperlyConfigured for any other word."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    if raw.lower() in TRUE:
        return True
    if raw.lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r} is neither true nor false.")


def integer(name: str, default: int) -> int:
    """A whole number. Raises ImproperlyConfigured for anything else."""
    raw = os.environ.get(name)
    if not raw:
        return default
    try:
        return int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={raw!r} is not a whole number.") from None


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas, without blanks and empty entries."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, object]:
    """Django's database settings from `postgresql://user:password@host:port/name?option=value`.

    A Unix socket's folder may be given as `?host=/path`. Raises ImproperlyConfigured when the URL is not one of
    PostgreSQL, the only database this program speaks to.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL must start with postgresql://, not {parts.scheme!r}."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "eventhub",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }
