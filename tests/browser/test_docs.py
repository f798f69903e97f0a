"""The page to try the API on: it loads nothing from elsewhere, and a call with a key is answered."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MakeVisitor
from tests.make import make_team, make_token
from tests.people import World

pytestmark = pytest.mark.browser


def test_a_call_is_tried_on_the_page(visit: MakeVisitor, world: World) -> None:
    key = make_token(make_team(world.organizer, name="Integrators"))
    visitor = visit(None)
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.go("/api/docs/")
    resource = visitor.page.locator("#operations-tag-organizers")
    expect(resource).to_be_visible(timeout=60_000)
    resource.click()
    operation = visitor.page.locator("[id$='-v1_organizer_list']").first
    expect(operation).to_be_visible()

    visitor.page.locator("button.authorize").first.click()
    form = visitor.page.locator(".auth-container", has_text="a key of a team").last
    form.locator("input").fill(f"Token {key}")
    form.get_by_role("button", name="Apply credentials").click()
    visitor.page.locator("button.btn-done").first.click()
    operation.locator(".opblock-summary-control").first.click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()

    answer = operation.locator(".live-responses-table")
    expect(answer).to_contain_text("200")
    expect(answer).to_contain_text(world.organizer.slug)
    assert [url for url in asked if not url.startswith((visitor.site, "data:", "blob:"))] == []
