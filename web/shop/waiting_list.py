"""Where visitors ask to be told when something that is sold out is free again."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eventhub.common.actors import VISITOR
from eventhub.common.errors import DomainError, Invalid, NotFound
from eventhub.common.i18n import localize
from shop.actions.vouchers import waiting_list
from shop.reads.visitor import storefront
from shop.rules.storefront import Offer
from tenant.access.gates import public
from tenant.events import event_settings
from tenant.events.addresses import event_url
from tenant.models import Event, SubEvent
from web import visits
from web.shop.checkout_fields import Field


@public
@require_http_methods(["GET", "HEAD", "POST"])
def waiting_page(
    request: HttpRequest, event: str, organizer: str | None = None, **wanted: int
) -> HttpResponse:
    """GET: the form. POST: puts the visitor on the waiting list of what is sold out: `item`, `variation` (0: none) and,
    of a series, `date`."""
    date = wanted.get("date")
    found = visits.visited_event(request, organizer=organizer, slug=event)
    subevent = visits.visited_date(request, found, date) if date is not None else None
    offer = _sold_out(found, subevent, key=f"{wanted['item']}-{wanted['variation']}")
    fields = [
        Field("name", _("Your name"), autocomplete="name", limit=250),
        Field("email", _("E-mail"), "email", required=True, autocomplete="email"),
    ]
    error: DomainError | None = None
    done = False
    if request.method == "POST":
        for one in fields:
            one.read(request.POST)
        try:
            _join(found, subevent, offer, fields)
            done = True
        except DomainError as refusal:
            error = refusal
    context = {
        **visits.frame(request, found),
        "offer": offer,
        "title": _title(offer),
        "fields": fields,
        "error": error,
        "done": done,
        "date": subevent,
        "shop_link": event_url(request, found, f"dates/{date}/" if date is not None else ""),
    }
    return render(request, "web/waiting.html", context, status=error.status if error else 200)


def _title(offer: Offer) -> str:
    name = localize(offer.item.name)
    return name if offer.variation is None else f"{name}, {localize(offer.variation.value)}"


def _sold_out(event: Event, subevent: SubEvent | None, *, key: str) -> Offer:
    """The offer of this name, if one can wait for it. Raises NotFound."""
    if event_settings.value(event, "waiting_list_enabled"):
        for section in storefront(event, subevent=subevent):
            for product in section.products:
                for offer in product.offers:
                    if offer.key == key and offer.sold_out and not offer.reason:
                        return offer
    raise NotFound("nothing_to_wait_for", _("There is no waiting list at this address."))


def _join(event: Event, subevent: SubEvent | None, offer: Offer, fields: list[Field]) -> None:
    name, email = (
        fields[0].check_line(),
        fields[1].check_address(missing=_("Enter your e-mail address.")),
    )
    if any(one.error for one in fields):
        raise Invalid("invalid_form", _("Please check the highlighted fields."))
    data: dict[str, Any] = {
        "name": name,
        "email": email,
        "item_id": offer.item.pk,
        "variation_id": offer.variation.pk if offer.variation is not None else None,
        "subevent_id": subevent.pk if subevent is not None else None,
        "locale": get_language() or "en",
    }
    waiting_list.save_entry(event, entry=None, data=data, actor=VISITOR)
