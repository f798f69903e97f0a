"""The step between the shop and the checkout: what is added to the units in the cart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eventhub.common.errors import Conflict, DomainError, Invalid
from shop.actions.carts.addons import choose_addons
from shop.models import Hold
from shop.reads.addon_choices import AddonChoice, addon_choices
from shop.rules import pricing
from shop.rules.drafts import Addon
from shop.rules.storefront import Offer
from tenant.access.gates import public
from tenant.events.addresses import event_url
from web import visits
from web.shop import checkout
from web.shop.cart_units import Named, named
from web.shop.checkout import Visit
from web.shop.checkout_fields import first_sentence
from web.visits import gift

MAX_QUANTITY = 999


@dataclass
class Row:
    """An offer of a group, how many of it are wanted, what is given for it, and what is wrong with that."""

    offer: Offer
    name: str
    quantity: str = ""
    amount: str = ""
    error: str = ""

    @property
    def is_chosen(self) -> bool:
        return self.quantity not in {"", "0"}


@dataclass
class Group:
    """What can be added to one unit from one category. `kind`: radio, checkbox or number."""

    unit: Named
    addon_choice: AddonChoice
    kind: str
    name: str
    rows: list[Row] = field(default_factory=list)
    error: str = ""

    @property
    def how_many(self) -> str:
        """What one may choose, in words."""
        least, most = self.addon_choice.rule.min_count, self.addon_choice.rule.max_count
        if least == most:
            return _("Choose %(number)d.") % {"number": least}
        if least:
            return _("Choose %(least)d to %(most)d.") % {"least": least, "most": most}
        return _("Choose up to %(most)d.") % {"most": most}

    @property
    def is_chosen(self) -> bool:
        return any(row.is_chosen for row in self.rows)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def extras_page(request: HttpRequest, event: str, organizer: str | None = None) -> HttpResponse:
    """GET: what can be added to each unit; who can add nothing goes on to the checkout. POST: what is chosen is all that
    is added, and on to the checkout."""
    found = visits.visited_event(request, organizer=organizer, slug=event)
    visit = Visit(request, found, visits.cart_secret(request) or "")
    holds = visit.holds()
    if checkout.has_lapsed(holds):
        response = checkout.lapsed(visit, status=409 if request.method == "POST" else 200)
    elif request.method == "POST":
        response = _choose(visit, holds)
    else:
        response = _look(visit, holds)
    response["Cache-Control"] = "private, no-store"
    return response


def _look(visit: Visit, holds: Sequence[Hold]) -> HttpResponse:
    groups = _groups(visit, holds)
    if not groups:
        return checkout.see_other(event_url(visit.request, visit.event, "checkout/"))
    return _show(visit, holds, groups)


def _choose(visit: Visit, holds: Sequence[Hold]) -> HttpResponse:
    groups = _groups(visit, holds, visit.request.POST)
    try:
        choose_addons(visit.event, secret=visit.secret, chosen=_chosen(groups))
    except DomainError as error:
        if error.code == "hold_expired":
            return checkout.lapsed(visit, error=error, status=error.status)
        # What is left may have changed since: look again before saying so.
        fresh = _groups(visit, visit.holds(), visit.request.POST)
        if isinstance(error, Invalid | Conflict):
            _explain(fresh, error.fields.get("addons", {}), said=groups)
        return _show(visit, holds, fresh, error=error)
    response = checkout.see_other(event_url(visit.request, visit.event, "checkout/"))
    visits.keep_cart(visit.request, response, visit.event, secret=visit.secret, holds=visit.holds())
    return response


def _show(
    visit: Visit,
    holds: Sequence[Hold],
    groups: Sequence[Group],
    *,
    error: DomainError | None = None,
) -> HttpResponse:
    units: dict[str, list[Group]] = {}
    for group in groups:
        units.setdefault(group.unit.prefix, []).append(group)
    context = {
        **visits.frame(visit.request, visit.event),
        **checkout.time_left(holds),
        "units": [(own[0].unit, own) for own in units.values()],
        "extras_link": event_url(visit.request, visit.event, checkout.EXTRAS),
        "error": error,
        "problems": _problems(groups),
    }
    status = error.status if error else 200
    return render(visit.request, "web/addons.html", context, status=status)


# --- The form ----------------------------------------------------------------------------------------------------------


def _groups(visit: Visit, holds: Sequence[Hold], typed: QueryDict | None = None) -> list[Group]:
    units = {unit.hold.pk: unit for unit in named(holds, zone=visit.event.timezone)}
    return [
        _group(units[addon_choice.top.pk], addon_choice, typed)
        for addon_choice in addon_choices(visit.event, holds)
    ]


def _group(unit: Named, addon_choice: AddonChoice, typed: QueryDict | None) -> Group:
    rule = addon_choice.rule
    one = "radio" if rule.max_count == 1 else "checkbox"
    kind = "number" if rule.multi_allowed and rule.max_count > 1 else one
    group = Group(unit, addon_choice, kind, f"x-{unit.prefix}-c{rule.addon_category_id}")
    for product in addon_choice.products:
        for offer in product.offers:
            group.rows.append(_row(group, offer, typed))
    return group


def _row(group: Group, offer: Offer, typed: QueryDict | None) -> Row:
    name = f"x-{group.unit.prefix}-{offer.key}"
    row = Row(offer, name)
    if typed is None:
        row.quantity = str(group.addon_choice.taken.get(offer.key, 0) or "")
        row.amount = group.addon_choice.amounts.get(offer.key, "")
        return row
    if group.kind == "radio":
        row.quantity = "1" if typed.get(group.name) == offer.key else ""
    else:
        row.quantity = typed.get(name, "").strip()[:6]
    row.amount = typed.get(f"{name}-p", "")[:16]
    return row


def _chosen(groups: Sequence[Group]) -> dict[int, list[Addon]]:
    """What was chosen for each unit. Says at the field what cannot be read, and raises Invalid then."""
    found: dict[int, list[Addon]] = {}
    for group in groups:
        for row in group.rows:
            try:
                addon = _addon(row)
            except ValueError as error:
                row.error = str(error)
                continue
            if addon is not None:
                found.setdefault(group.addon_choice.top.pk, []).append(addon)
    if any(row.error for group in groups for row in group.rows):
        raise Invalid(message=_("Please check what you entered."))
    return found


def _addon(row: Row) -> Addon | None:
    if not row.is_chosen:
        return None
    if not (row.quantity.isascii() and row.quantity.isdigit()) or int(row.quantity) > MAX_QUANTITY:
        raise ValueError(_("Enter a whole number."))
    if not int(row.quantity):
        return None
    offer = row.offer
    amount = gift(row.amount) if offer.item.free_price and row.amount.strip() else None
    pricing.chosen(offer.price.gross, free_price=offer.item.free_price, given=amount)
    variation = offer.variation.pk if offer.variation is not None else None
    return Addon(offer.item.pk, variation, int(row.quantity), amount)


# --- What is wrong -----------------------------------------------------------------------------------------------------


def _explain(
    groups: Sequence[Group], problems: Mapping[str, Mapping[str, object]], *, said: Sequence[Group]
) -> None:
    """Writes the refusal beside the groups and rows that it is about."""
    read = {row.name: row.error for group in said for row in group.rows}
    for group in groups:
        own = problems.get(str(group.addon_choice.top.pk), {})
        if words := own.get(str(group.addon_choice.rule.addon_category_id)):
            group.error = first_sentence(words)
        for row in group.rows:
            row.error = read.get(row.name, "") or first_sentence(own.get(row.offer.key, ""))


def _problems(groups: Sequence[Group]) -> list[tuple[str, str]]:
    found = []
    for group in groups:
        words = [group.error, *(row.error for row in group.rows)]
        found += [(group.name, f"{group.unit.title}: {one}") for one in words if one]
    return found
