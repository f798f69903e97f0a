"""Teams and webhooks as an organizer sees them: invite somebody, be invited, tell a program what happened."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from eventhub.common.effects import lanes
from eventhub.common.models import Mail
from tenant.models import TeamMember, Webhook
from tests.browser.conftest import DESKTOP, PHONE, MakeVisitor
from tests.people import World
from tests.tenant.receiver import Receiver, listening

pytestmark = pytest.mark.browser
EVENT = "/app/e/bigevents/con2027"


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOKS_LOCAL = True
    with listening() as running:
        yield running


def test_b15_webhooks_from_the_first_address_to_the_answer_of_a_test(
    visit: MakeVisitor, world: World, receiver: Receiver
) -> None:
    alice = visit(world.alice, viewport=DESKTOP)
    page = alice.page
    alice.go(f"{EVENT}/webhooks")
    page.get_by_role("button", name="New webhook").first.click()
    alice.field("Address").fill("https://10.0.0.1/")
    page.get_by_label("Order paid").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("private or special network")).to_be_visible()

    alice.field("Address").fill(receiver.url)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Nothing sent yet")).to_be_visible()
    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_text("Test sent.")).to_be_visible()
    lanes.drain()
    page.get_by_role("button", name="Calls").click()
    page.get_by_text("eventhub.webhook.test").first.click()

    expect(page.get_by_text("thanks")).to_be_visible()
    assert alice.violations() == []
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Secret").click()
    expect(page.get_by_text(re.compile(r"whsec_\w+"))).to_be_visible()
    assert alice.violations() == []
    assert len(receiver.received) == 1
    assert Webhook.unscoped.get().action_types == ["pretix.event.order.paid"]


def test_b15_teams_from_an_invitation_into_the_team(visit: MakeVisitor, world: World) -> None:
    alice = visit(world.alice, viewport=DESKTOP)
    alice.go(f"{EVENT}/team")
    door = alice.page.get_by_role("region", name="Door")
    door.get_by_label("Invite by e-mail address").fill("nina@example.org")
    door.get_by_role("button", name="Send invitation").click()
    expect(door.get_by_text("valid until")).to_be_visible()
    assert alice.violations() == []

    found = re.search(r"/auth/invitation/\w+/", Mail.unscoped.get().body)
    assert found is not None
    nina = visit(None, viewport=PHONE)
    nina.go(found[0])
    expect(nina.page.get_by_role("heading", name="Join the team Door")).to_be_visible()
    assert nina.violations() == []
    nina.page.get_by_label("Your name").fill("Nina New")
    nina.page.get_by_label("Choose a password").fill("a long way home")
    nina.page.get_by_role("button", name="Create account and join").click()

    expect(nina.page).to_have_url(re.compile(r"/app/"))
    assert TeamMember.unscoped.filter(team__name="Door", user__email="nina@example.org").exists()
