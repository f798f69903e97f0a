"""What belongs to one tenant does not exist for another: every address, every method, tried with the real ids."""

import itertools
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone

from account.models import Application
from eventhub.common.actors import SYSTEM
from eventhub.common.db.scoping import TenantOwned
from register.actions import holds
from register.checkin.actions import scans
from register.checkin.actions.scans import ScanRequest
from register.models import Registration
from shop.actions import catalogue, orders
from shop.actions.vouchers.vouchers import save_voucher_within
from shop.models import Cart, Hold, OrderPosition, ProgramTime, WaitingListEntry
from tenant.models import (
    MetaProperty,
    SubEvent,
    Team,
    TeamInvite,
    TeamMember,
    TeamToken,
    Webhook,
    WebhookCall,
)
from tests.guards.routes import ORGANIZER, PLATFORM, Route, routes
from tests.make import (
    make_device,
    make_gate,
    make_list,
    make_order,
    make_question,
    make_tax_rule,
    make_team,
    make_token,
)
from tests.people import World

EVERY_METHOD = {"get", "post", "patch", "put", "delete"}
REFUSALS = {400, 401, 403, 404, 405, 409, 415}
MARK = "Markedwordofalice"


@dataclass(frozen=True)
class Filled:
    """Alice's event with one row of everything: what parameters stand for, and words that nobody else may read."""

    values: dict[str, str]
    body: dict[str, Any]
    words: tuple[str, ...]

    def address(self, route: Route) -> str:
        """The route's path with Alice's real ids in it."""
        parts = ["", *route.path.split("/")]
        return "/".join(
            self.part(part, before, route) for before, part in itertools.pairwise(parts)
        )

    def part(self, part: str, before: str, route: Route) -> str:
        """One part of a path; `before` is the part in front of it, which says whose id is meant."""
        for name in re.findall(r"<(\w+)>", part):
            keys = [key for key in (f"{before}/{name}", name) if key in self.values]
            assert keys, f"{route.path}: say in this file what <{name}> after {before!r} is"
            part = part.replace(f"<{name}>", self.values[keys[0]])
        return part


@pytest.fixture
def filled(world: World) -> Filled:
    event = world.event
    category = catalogue.save_category_within(
        event, category=None, data={"name": {"en": MARK}}, actor=SYSTEM
    )
    tax = make_tax_rule(event)
    item = catalogue.save_item_within(
        event,
        item=None,
        data={
            "name": {"en": f"{MARK} shirt"},
            "kind": "merch",
            "category_id": category.pk,
            "variations": [{"value": {"en": "S"}}, {"value": {"en": "M"}}],
            "addons": [{"addon_category_id": category.pk}],
            "bundles": [{"bundled_item_id": world.item.pk}],
        },
        actor=SYSTEM,
    )
    question = make_question(
        event, [world.item], text=MARK, type="C", options=[{"answer": {"en": "Yes"}}]
    )
    order = make_order(event, world.item, name=f"{MARK} Lovelace", email="marked@alice.example")
    position = OrderPosition.objects.get(order=order)
    event.settings = {"invoice_generate": "by_hand"}
    event.save(update_fields=["settings"])
    invoice = orders.create_invoice(event, code=order.code, actor=SYSTEM)
    orders.create_refund(event, code=order.code, amount=Decimal("1.00"), comment=MARK, actor=SYSTEM)
    door = make_list(event, name=MARK)
    scan = scans.redeem(door, scan=ScanRequest(position.secret), actor=SYSTEM)
    assert scan.checkin is not None
    team = Team.objects.get(organizer=world.organizer, name="Everything")
    make_token(team, "secret-of-alices-team", name=MARK)
    invitation = TeamInvite.objects.create(
        tenant=world.organizer.tenant, team=team, email="marked@alice.example", secret_hash="0" * 64
    )
    webhook = Webhook.objects.create(
        tenant=event.tenant,
        organizer=world.organizer,
        target_url="https://example.org/",
        comment=MARK,
    )
    call = WebhookCall.objects.create(
        tenant=event.tenant,
        webhook=webhook,
        notification_id=1,
        action_type="pretix.event.changed",
        target_url=webhook.target_url,
        answer=MARK,
    )
    registration = Registration.objects.get(event=event)
    holds.place_hold(event, code=registration.code, kind="manual", reason=MARK, actor=SYSTEM)
    quota = event.quotas.get()
    date = SubEvent.objects.create(
        tenant=event.tenant,
        event=event,
        name={"en": MARK},
        date_from=event.date_from,
        last_modified=event.date_from,
    )
    meta = MetaProperty.objects.create(
        tenant=event.tenant, organizer=world.organizer, name=f"{MARK} Format"
    )
    gate = make_gate(world.organizer, name=MARK)
    device = make_device(world.organizer, name=MARK, gate=gate)
    voucher = save_voucher_within(event, voucher=None, data={"tag": MARK}, actor=SYSTEM)
    waiting = WaitingListEntry.objects.create(
        tenant=event.tenant, event=event, email="marked@alice.example", item=world.item
    )
    kept = Hold.objects.create(
        tenant=event.tenant,
        event=event,
        cart=Cart.objects.create(tenant=event.tenant, event=event, secret_hash="1" * 64),
        item=world.item,
        price=1,
        expires_at=timezone.now() + timedelta(hours=1),
    )
    ids = {
        "devices/id": device.serial,
        "gates/id": gate.pk,
        "vouchers/id": voucher.pk,
        "waitinglistentries/id": waiting.pk,
        "waiting-list/id": waiting.pk,
        "cartpositions/id": kept.pk,
        "carts/id": kept.pk,
        "event_meta_properties/id": meta.pk,
        "meta-properties/id": meta.pk,
        "subevents/id": date.pk,
        "dates/id": date.pk,
        "dates/date": date.pk,
        "organizer": world.organizer.slug,
        "submenu/module": "shop",
        "trigger/name": "shop.recount_quotas",
        "event": event.slug,
        "events/id": str(event.public_id),
        "events/event": event.slug,
        "categories/id": category.pk,
        "tax-rules/id": tax.pk,
        "taxrules/id": tax.pk,
        "items/id": item.pk,
        "items/owner": item.pk,
        "variations/id": item.variations.order_by("pk")[0].pk,
        "addons/id": item.addons.get().pk,
        "program_times/id": ProgramTime.objects.create(
            tenant=event.tenant, item=item, start=event.date_from, end=event.date_from
        ).pk,
        "bundles/id": item.bundles.get().pk,
        "quotas/id": quota.pk,
        "questions/id": question.pk,
        "questions/owner": question.pk,
        "options/id": question.options.get().pk,
        "orders/code": order.code,
        "positions/positionid": position.positionid,
        "orderpositions/id": position.pk,
        "answer/question": question.pk,
        "download/output": "pdf",
        "pdf_image/key": f"question_{question.identifier}",
        "invoices/number": invoice.number,
        "payments/local_id": 1,
        "refunds/local_id": 1,
        "fees/fee_id": 1,
        "answers/question": question.pk,
        "registrations/code": registration.code,
        "holds/kind": "manual",
        "checkin-lists/id": door.pk,
        "checkinlists/id": door.pk,
        "positions/secret": position.secret,
        "teams/id": team.pk,
        "members/email": world.alice.email,
        "teams/owner": team.pk,
        "members/id": world.alice.pk,
        "tokens/token": TeamToken.objects.get(team=team).pk,
        "tokens/id": TeamToken.objects.get(team=team).pk,
        "invites/invite": invitation.pk,
        "webhooks/id": webhook.pk,
        "calls/call": call.pk,
        "invites/id": invitation.pk,
        "applications/client_id": Application.objects.create(
            user=world.alice,
            name=MARK,
            client_type="confidential",
            authorization_grant_type="authorization-code",
        ).client_id,
    }
    ids["secret"] = "0" * 40
    body = {
        "event": f"{world.organizer.slug}/{event.slug}",
        "organizer": world.organizer.slug,
        "submenu/module": "shop",
        "list": door.pk,
        "lists": [door.pk],
        "secret": position.secret,
        "checkin": scan.checkin.pk,
        "email": world.charlie.email,
        "name": "Taken over",
        "items": [item.pk],
        "live": False,
    }
    words = (MARK, order.code, registration.code, position.secret, order.secret, order.email)
    return Filled({key: str(value) for key, value in ids.items()}, body, words)


def fingerprint(tenant_id: int) -> dict[str, str]:
    """A checksum of every row that the tenant owns, table by table."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if issubclass(model, TenantOwned):
                table = model._meta.db_table
                cursor.execute(
                    f"SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t.id)), '') FROM \"{table}\" AS t"  # noqa: S608 -- our own table's name
                    " WHERE t.tenant_id = %s",
                    [tenant_id],
                )
                found[table] = cursor.fetchone()[0]
    return found


def callers(world: World, *, host: str) -> list[tuple[str, Client]]:
    """Charlie with a browser, naming Alice's event or his own; and Charlie's team's key, naming Alice's."""
    key = make_token(make_team(world.elsewhere, name="Scripts"), "secret-of-charlies-team")
    found = []
    for named in ("bigevents/con2027", "others/fest"):
        client = Client(raise_request_exception=False, SERVER_NAME=host, HTTP_X_EVENT=named)
        client.force_login(world.charlie)
        found.append((f"session at {named}", client))
    script = Client(
        raise_request_exception=False,
        SERVER_NAME=host,
        HTTP_AUTHORIZATION=f"Token {key}",
        HTTP_X_EVENT="bigevents/con2027",
    )
    return [*found, ("key", script)]


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("urlconf", "host"), [(PLATFORM, "localhost"), (ORGANIZER, "bigevents.localhost")]
)
def test_nothing_of_alice_exists_for_charlie(
    world: World, filled: Filled, urlconf: str, host: str
) -> None:
    before = fingerprint(world.organizer.tenant_id)
    trouble = []
    clients = callers(world, host=host)
    for route in routes(urlconf):
        if (
            route.public
        ):  # what everybody may see is no secret; the pages' own tests say what they show
            continue
        address = filled.address(route)
        for who, client in clients:
            for method in sorted(route.methods if route.api else EVERY_METHOD):
                body = b"" if method == "get" else json.dumps(filled.body).encode()
                answer = client.generic(
                    method.upper(), address, body, content_type="application/json"
                )
                if why := _wrong(answer, filled):
                    trouble.append(f"{method} {address} as {who}: {why}")

    assert trouble == []
    assert fingerprint(world.organizer.tenant_id) == before
    assert not TeamMember.unscoped.filter(
        team__organizer=world.organizer, user=world.charlie
    ).exists()


def _wrong(answer: Any, filled: Filled) -> str:
    """What is wrong with an answer to a stranger; empty when nothing is."""
    if answer.status_code >= 500:
        return f"status {answer.status_code}"
    if answer.status_code not in REFUSALS and not 200 <= answer.status_code < 400:
        return f"status {answer.status_code} is neither a refusal nor an answer"
    text = answer.content.decode(errors="replace")
    if answer.status_code < 400:
        leaked = [word for word in filled.words if word in text]
        return f"shows {leaked[0]!r}" if leaked else ""
    return ""


def test_the_same_walk_as_alice_finds_her_things(world: World, filled: Filled) -> None:
    """The walk can fail: for Alice the same addresses exist."""
    client = Client(SERVER_NAME="localhost", HTTP_X_EVENT="bigevents/con2027")
    client.force_login(world.alice)

    shown = [
        route.path
        for route in routes(PLATFORM)
        if not route.public
        and (answer := client.get(filled.address(route))).status_code == 200
        and any(word in answer.content.decode(errors="replace") for word in filled.words)
    ]

    assert len(shown) > 20, shown
