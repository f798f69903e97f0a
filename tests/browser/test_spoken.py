"""An organizer's pages in German and Czech: their words, their numbers, and room for words that are longer."""

import json

import pytest
from playwright.sync_api import expect

from eventhub.words import catalogues
from shop.models import Order
from tests.browser.conftest import DESKTOP, PHONE, MakeVisitor, Visitor
from tests.browser.test_orders import keep_picture
from tests.make import make_list, make_order, make_question, make_tax_rule, make_voucher
from tests.people import World

pytestmark = pytest.mark.browser

EVENT = "/app/e/bigevents/con2027"
# Names of a quota and of teams, which are the organizer's.
THEIRS = {"All", "Door", "Everything"}
# Address -> its heading; {order} and {item} are those of the test.
PAGES = {
    "de": {
        "/app/": "Ihre Veranstaltungen",
        "/app/new": "Neue Veranstaltung",
        f"{EVENT}/dashboard": "Übersicht",
        f"{EVENT}/orders": "Bestellungen",
        f"{EVENT}/orders/{{order}}": "Bestellung {order}",
        f"{EVENT}/registrations": "Anmeldungen",
        f"{EVENT}/items": "Stufen & Artikel",
        f"{EVENT}/items/{{item}}": "Weekend",
        f"{EVENT}/quotas": "Kontingente",
        f"{EVENT}/vouchers": "Gutscheine",
        f"{EVENT}/settings": "Einstellungen",
        f"{EVENT}/team": "Team",
        f"{EVENT}/history": "Verlauf",
        f"{EVENT}/webhooks": "Webhooks",
        "/app/door/bigevents/con2027/{list}": "Main entrance",
    },
    "cs": {
        f"{EVENT}/dashboard": "Přehled",
        f"{EVENT}/orders/{{order}}": "Objednávka {order}",
        f"{EVENT}/lists": "Odbavovací seznamy",
        f"{EVENT}/settings": "Nastavení",
    },
}
# The page itself, where it is wider than the screen, and what can be pressed beyond its left edge.
STICKS_OUT = """() => {
  const width = document.documentElement.scrollWidth;
  const cut = [...document.querySelectorAll("main a, main button, main input, main select, header a, header button")]
    .filter((one) => one.getClientRects().length && one.getBoundingClientRect().left < 0);
  return [...(width > innerWidth ? [`${width} pixels`] : []), ...cut.map((one) => one.textContent)];
}"""


@pytest.fixture
def order(world: World) -> Order:
    make_tax_rule(world.event)
    make_question(world.event, [world.item])
    make_voucher(world.event)
    make_order(world.event, world.item, name="Grace Hopper", paid=False)
    return make_order(world.event, world.item, count=2)


def english_left(visitor: Visitor, language: str) -> set[str]:
    """What stands on the page in English although the language has words for it."""
    known = json.loads((catalogues.FRONTEND / f"{language}.json").read_text())
    lines = {line.strip() for line in visitor.page.locator("body").inner_text().splitlines()}
    return {line for line in lines if known.get(line, line) != line and line not in THEIRS}


@pytest.mark.parametrize("language", PAGES)
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pages_say_everything_in_the_language_and_nothing_sticks_out(
    visit: MakeVisitor, world: World, order: Order, language: str, viewport: dict[str, int]
) -> None:
    names = {"order": order.code, "item": world.item.pk, "list": make_list(world.event).pk}
    alice = visit(world.alice, viewport=viewport, locale=language)

    wide, left = [], {}
    for address, heading in PAGES[language].items():
        path = address.format(**names)
        alice.go(path)
        alice.heading(heading.format(**names))
        expect(alice.page.locator(".eh-skeleton")).to_have_count(0)
        keep_picture(alice, f"{language}-{viewport['width']}-{path.strip('/').replace('/', '-')}")
        wide += [f"{path}: {words}" for words in alice.page.evaluate(STICKS_OUT)]
        if words := english_left(alice, language):
            left[path] = words

    assert alice.page.locator("html").get_attribute("lang") == language
    assert (wide, left) == ([], {})


def test_a_language_is_chosen_in_the_account_menu_and_the_page_stays(
    alice: Visitor, order: Order
) -> None:
    alice.go(f"{EVENT}/orders?status=p")
    alice.heading("Orders")

    alice.page.locator("summary", has_text="Account").click()
    alice.follow("Deutsch")

    alice.heading("Bestellungen")
    assert alice.page.url.endswith(f"{EVENT}/orders?status=p")
    expect(alice.page.get_by_role("cell", name="120,00 €")).to_be_visible()
    # Visitors' pages know of the choice, and those of the organizer keep it.
    alice.go("/")
    alice.sees("Veranstaltungen")
    alice.go(f"{EVENT}/dashboard")
    alice.heading("Übersicht")
    alice.page.locator("summary", has_text="Konto").click()
    assert alice.violations() == []
