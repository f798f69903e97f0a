"""50 events and 10,000 orders, written in bulk: what the figures stand on."""

import datetime as dt
import random
from decimal import Decimal

from django.db import transaction

from eventhub.common.codes import random_code, random_secret
from eventhub.common.text import folded
from register.models import CheckInList, Registration
from shop.actions import quota_counters
from shop.models import Item, Order, OrderPosition, Payment, Question
from tenant.models import Event, Organizer, Tenant
from tests import make

EVENTS, ORDERS = 50, 10_000
TOKEN = "benchmark-token-0123456789abcdef"
FIRST = "Ada Alan Grace Linus Margaret Edsger Barbara Donald Radia Ken Frances Dennis Hedy Tim Joan Vint".split()
LAST = "Novak Svoboda Dvorak Meyer Schulz Rossi Bianchi Kowalski Nowak Jensen Hansen Silva Santos Tanaka Sato Kim".split()


def load() -> tuple[Event, CheckInList, Item]:
    """Makes everything anew in an empty database; the main event, its door and its level."""
    organizer = make.make_organizer("bench")
    team = make.make_team(organizer)
    make.make_token(team, TOKEN)
    events = [make.make_event(organizer, f"event-{number:02}") for number in range(EVENTS)]
    main = events[0]
    tax = make.make_tax_rule(main)
    item = make.make_item(main, name="Weekend", tax_rule_id=tax.pk)
    others = [
        make.make_item(main, name=name, price=price)
        for name, price in (("Day", "25"), ("Sponsor", "150"))
    ]
    merch = make.make_item(main, name="T-shirt", price="20", kind="merch")
    make.make_quota(main, [item, *others, merch], size=1_000_000)
    question = make.make_question(main, [item])
    door = make.make_list(main)
    with transaction.atomic():
        _orders(main, [item, *others], question)
    quota_counters.recount(main)
    for event in events[1:]:
        make.make_shop(event)
    return main, door, item


def _orders(event: Event, items: list[Item], question: Question) -> None:
    chance = random.Random(1)  # the same people every time
    now = dt.datetime.now(dt.UTC)
    orders, positions, payments = [], [], []
    for number in range(ORDERS):
        item = chance.choice(items)
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        at = now - dt.timedelta(minutes=ORDERS - number)
        order = Order(
            tenant_id=event.tenant_id,
            event=event,
            code=random_code(7),
            status=chance.choice("pppn"),
            secret=random_secret(16),
            email=f"visitor{number}@example.org",
            datetime=at,
            expires=at + dt.timedelta(days=14),
            total=item.default_price,
            last_modified=at,
        )
        orders.append(order)
        positions.append(
            OrderPosition(
                tenant_id=event.tenant_id,
                event=event,
                order=order,
                positionid=1,
                item=item,
                price=item.default_price,
                tax_rule_id=item.tax_rule_id,
                tax_rate=Decimal(21),
                tax_value=Decimal("10.41"),
                secret=f"ticket{number:06}{random_secret(12)}",
                pseudonymization_id=random_code(10),
                attendee_name=name,
                attendee_name_parts={"_scheme": "full", "full_name": name},
                search_text=folded(name, order.email, order.code),
            )
        )
        payments.append(
            Payment(
                tenant_id=event.tenant_id,
                order=order,
                local_id=1,
                amount=order.total,
                provider="banktransfer",
                state="confirmed" if order.status == "p" else "created",
                created=at,
                payment_date=at if order.status == "p" else None,
            )
        )
    Order.objects.bulk_create(orders, batch_size=2000)
    OrderPosition.objects.bulk_create(positions, batch_size=2000)
    Payment.objects.bulk_create(payments, batch_size=2000)
    Registration.objects.bulk_create(
        [
            Registration(
                tenant_id=event.tenant_id,
                event=event,
                code=random_code(8),
                position=position,
                level=position.item,
                status="active" if position.order.status == "p" else "pending_payment",
                created_at=position.order.datetime,
            )
            for position in positions
        ],
        batch_size=2000,
    )


def empty() -> bool:
    """Whether nothing was loaded yet."""
    return not Tenant.objects.exists() and not Organizer.unscoped.exists()
