"""The checkout: who comes, who pays, how. Works with the back button, a double click and a lapsed cart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eventhub.common.actors import VISITOR
from eventhub.common.errors import Conflict, DomainError, Invalid
from eventhub.common.text import has_nul
from shop.actions.carts import visitor_carts
from shop.actions.orders import cart_order_problems, place_cart_order
from shop.errors import SoldOut
from shop.models import Hold, Order
from shop.reads.cart_contents import cart_contents, catalogue_of, origin_key
from shop.reads.visitor import bought_with, cart_holds
from tenant.access.gates import public
from tenant.events.addresses import event_url
from tenant.models import Event
from web import visits
from web.shop import answer_files, checkout_forms
from web.shop.checkout_forms import CheckoutForm

EXTRAS = "checkout/extras/"
ORIGIN = re.compile(r"cart\.[0-9a-f]{64}")
OWN_FIELDS = frozenset({"csrfmiddlewaretoken", "purchase", "again", "remove"})


@dataclass(frozen=True)
class Visit:
    """A visitor at the checkout of an event, with the secret of their cart (empty: none)."""

    request: HttpRequest
    event: Event
    secret: str

    def holds(self) -> list[Hold]:
        return cart_holds(self.event, secret=self.secret) if self.secret else []


@public
@require_http_methods(["GET", "HEAD", "POST"])
def checkout_page(request: HttpRequest, event: str, organizer: str | None = None) -> HttpResponse:
    """GET: the form. POST: buys; or removes lines, or takes lapsed units again, and shows the form with all that was
    typed."""
    found = visits.visited_event(request, organizer=organizer, slug=event)
    visit = Visit(request, found, visits.cart_secret(request) or "")
    if request.method != "POST":
        response = _first_look(visit)
    elif "remove" in request.POST:
        response = _remove(visit)
    elif "again" in request.POST:
        response = _take_again(visit)
    else:
        response = _buy(visit)
    response["Cache-Control"] = "private, no-store"
    return response


# --- Showing -----------------------------------------------------------------------------------------------------------


def _form(event: Event, holds: list[Hold], data: QueryDict | None = None) -> CheckoutForm:
    return checkout_forms.checkout_form(
        event, holds=holds, catalogue=catalogue_of(event, holds), data=data
    )


def _first_look(visit: Visit) -> HttpResponse:
    """Who still has to choose something is led there first."""
    holds = visit.holds()
    form = _form(visit.event, holds) if holds else None
    if form is not None and form.lacks_addons and not has_lapsed(holds):
        return see_other(event_url(visit.request, visit.event, EXTRAS))
    return _show(visit, form=form)


def has_lapsed(holds: Sequence[Hold]) -> bool:
    """Whether there is nothing, or the time of some of it is up."""
    now = timezone.now()
    return not holds or any(hold.expires_at <= now for hold in holds)


def _show(
    visit: Visit,
    *,
    form: CheckoutForm | None = None,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    holds = [part.hold for part in form.parts] if form is not None else visit.holds()
    if has_lapsed(holds):
        return lapsed(visit, status=status)
    form = form or _form(visit.event, holds)
    answer_files.name_them(form)
    context = {
        **visits.frame(visit.request, visit.event),
        **time_left(holds),
        "form": form,
        "error": error,
        "extras_link": event_url(visit.request, visit.event, EXTRAS),
        "purchase": origin_key(visit.secret, holds[0].cart_id),
    }
    return render(visit.request, "web/checkout.html", context, status=status)


def time_left(holds: Sequence[Hold]) -> dict[str, Any]:
    """How long the units are kept, for pages."""
    until = min(hold.expires_at for hold in holds)
    seconds = int((until - timezone.now()).total_seconds())
    return {"until": until, "seconds": seconds, "minutes": max(seconds // 60, 1)}


def lapsed(visit: Visit, *, error: DomainError | None = None, status: int = 200) -> HttpResponse:
    """Nothing is kept (any more). What was in the cart can be taken again, with everything typed carried along."""
    typed = [
        (name, value)
        for name, values in visit.request.POST.lists()
        if name not in OWN_FIELDS
        for value in values
        if not has_nul([name, value])
    ]
    context = {
        **visits.frame(visit.request, visit.event),
        "error": error,
        "can_take_again": bool(visits.wanted(visit.request)),
        "typed": typed,
    }
    return render(visit.request, "web/checkout_lapsed.html", context, status=status)


# --- Changing the cart -------------------------------------------------------------------------------------------------


def _remove(visit: Visit) -> HttpResponse:
    before = _form(visit.event, visit.holds(), visit.request.POST)
    answer_files.take_in(before, visit.request)
    prefixes = visit.request.POST["remove"].split(",")
    ids = [part.hold.pk for part in before.parts if part.prefix in prefixes]
    if ids:
        visitor_carts.remove_from_cart(visit.event, secret=visit.secret, hold_ids=ids)
    holds = visit.holds()
    if not holds:
        response: HttpResponse = see_other(event_url(visit.request, visit.event))
        visits.forget_cart(visit.request, response, visit.event)
        return response
    typed = answer_files.carried(before, visit.request.POST)
    data = checkout_forms.moved(typed, before=before, after=holds)
    response = _show(visit, form=_form(visit.event, holds, data))
    visits.keep_cart(visit.request, response, visit.event, secret=visit.secret, holds=holds)
    return response


def _take_again(visit: Visit) -> HttpResponse:
    lines = visits.wanted(visit.request)
    secret = visit.secret or visits.new_cart_secret()
    again = Visit(visit.request, visit.event, secret)
    if left := [hold.pk for hold in again.holds()]:
        visitor_carts.remove_from_cart(visit.event, secret=secret, hold_ids=left)
    try:
        if not lines:
            raise Conflict("cart_empty", _("There is nothing to reserve again."))
        visitor_carts.add_to_cart(visit.event, secret=secret, lines=lines)
    except DomainError as error:
        return lapsed(visit, error=error, status=error.status)
    holds = again.holds()
    form = _form(visit.event, holds, visit.request.POST)
    if form.lacks_addons:
        response: HttpResponse = see_other(event_url(visit.request, visit.event, EXTRAS))
    else:
        response = _show(again, form=form)
    visits.keep_cart(visit.request, response, visit.event, secret=secret, holds=holds)
    return response


# --- Buying ------------------------------------------------------------------------------------------------------------


def _buy(visit: Visit) -> HttpResponse:
    if done := _bought_already(visit):
        return _confirmed(visit, done)
    cart = cart_contents(visit.event, secret=visit.secret) if visit.secret else None
    if cart is None:
        # The other click may have been faster by a moment.
        done = _bought_already(visit)
        return _confirmed(visit, done) if done else lapsed(visit, status=409)
    form = checkout_forms.checkout_form(
        visit.event, holds=cart.holds, catalogue=cart.catalogue, data=visit.request.POST
    )
    answer_files.take_in(form, visit.request)
    purchase = checkout_forms.purchase(form)
    try:
        if form.problems:
            # The shop's problems are told together with the form's own, not one after the other.
            raise Invalid(fields=cart_order_problems(visit.event, cart=cart, purchase=purchase))
        order = place_cart_order(visit.event, cart=cart, purchase=purchase, actor=VISITOR)
    except DomainError as error:
        return _refused(visit, form, error)
    return _confirmed(visit, order)


def _refused(visit: Visit, form: CheckoutForm, error: DomainError) -> HttpResponse:
    if isinstance(error, Invalid):
        checkout_forms.explain(form, error)
        visitor_carts.keep_alive(visit.event, secret=visit.secret)
        if form.problems:
            error = Invalid("invalid_form", _("Please check the highlighted fields."))
    if error.code == "hold_expired" or isinstance(error, SoldOut):
        return lapsed(visit, error=error, status=error.status)
    return _show(visit, form=form, error=error, status=error.status)


def _bought_already(visit: Visit) -> Order | None:
    """The order that this very form has become: a second click, or the back button."""
    key = visit.request.POST.get("purchase", "")
    return bought_with(visit.event, origin_key=key) if ORIGIN.fullmatch(key) else None


def _confirmed(visit: Visit, order: Order) -> HttpResponse:
    response = see_other(
        event_url(visit.request, visit.event, f"order/{order.code}/{order.secret}/")
    )
    if visit.secret:
        visitor_carts.close_cart(visit.event, secret=visit.secret)
    visits.forget_cart(visit.request, response, visit.event)
    return response


def see_other(url: str) -> HttpResponseRedirect:
    """Goes on to another page by GET."""
    response: Any = HttpResponseRedirect(url)
    response.status_code = 303
    return response  # type: ignore[no-any-return]
