"""What may stand in the addresses of public pages."""


class Slug:
    """An organizer's or event's slug: tenant.events.event_rules.SLUG, dots included."""

    regex = r"[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,48}[a-zA-Z0-9])?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Code(Slug):
    """An order's code or secret."""

    regex = r"[a-zA-Z0-9-]{1,64}"


class Color(Slug):
    """A colour as six hexadecimal digits."""

    regex = r"[0-9a-fA-F]{6}"
