"""What visitors do with public pages, as tests say it."""

import html
import re
from typing import Any

from django.test import Client

from shop.models import Item

SHOP = "/bigevents/con2027/"
CHECKOUT = f"{SHOP}checkout/"


def text_of(response: Any) -> str:
    """The page's words, without tags and needless blanks."""
    body = re.sub(r"<script.*?</script>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(body).split())


def choose(client: Client, *choices: tuple[Item, int], **fields: str) -> Any:
    """Puts items into the cart, as the shop's form does."""
    data = {f"q-{item.pk}-0": str(count) for item, count in choices}
    return client.post(SHOP, {**data, **fields})


def filled(item: Item, *names: str, **fields: str) -> dict[str, str]:
    """The checkout's fields for attendees of one level, the buyer and bank transfer."""
    units = {f"u{item.pk}-0-{index}-name": name for index, name in enumerate(names)}
    return {**units, "email": "ada@example.org", "provider": "banktransfer", **fields}


def hidden(response: Any, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no hidden field {name}"
    return html.unescape(found[1])


def visitor(*, host: str = "localhost", **options: Any) -> Client:
    """A browser of somebody who is not signed in."""
    return Client(headers={"host": host}, **options)
