"""The checkout form: one part per unit that needs words, the buyer, the way to pay. Parts have the names of their units
(`web.shop.cart_units`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from eventhub.common.errors import Invalid
from shop import gateways
from shop.models import Hold, Question
from shop.reads.catalogue import Catalogue
from shop.rules import countries, packages, pricing
from shop.rules.countries import COUNTRIES
from shop.rules.drafts import Purchase, UnitDetails
from shop.rules.pricing import Price
from tenant.events import event_settings
from tenant.models import Event
from web.shop.cart_units import Named, named
from web.shop.checkout_fields import Field, answer, first_sentence, question_field

INVOICE_LINES = (
    ("company", gettext_noop("Company"), "organization"),
    ("name", gettext_noop("Name"), "name"),
    ("street", gettext_noop("Street and number"), "street-address"),
    ("zipcode", gettext_noop("Postal code"), "postal-code"),
    ("city", gettext_noop("City"), "address-level2"),
    ("vat_id", gettext_noop("VAT ID"), ""),
)


@dataclass
class UnitPart:
    """The part of the form about one kept unit."""

    unit: Named
    price: Price
    name: Field | None = None
    email: Field | None = None
    questions: list[tuple[Question, Field]] = field(default_factory=list)
    error: str = ""
    # Whether the error is about what is added to the unit.
    of_addons: bool = False

    @property
    def hold(self) -> Hold:
        return self.unit.hold

    @property
    def prefix(self) -> str:
        return self.unit.prefix

    @property
    def title(self) -> str:
        return self.unit.title

    @property
    def fields(self) -> list[Field]:
        own = [one for one in (self.name, self.email) if one is not None]
        return own + [one for _, one in self.questions]


@dataclass(frozen=True)
class SummaryLine:
    """Units of one kind and price. `key`: the prefixes of their parts, for removing them together; `parts`: what belongs
    to them."""

    key: str
    hold: Hold
    count: int
    gross: Decimal
    tax: Decimal
    rate: Decimal
    when: str = ""
    parts: Sequence["SummaryLine"] = ()


@dataclass
class CheckoutForm:
    """The whole form. Built from what is in the cart and, after a POST, from what was typed."""

    event: Event
    catalogue: Catalogue
    parts: list[UnitPart]
    buyer: Field
    invoice: list[Field]
    provider: Field | None
    hints: dict[str, str]

    @property
    def total(self) -> Decimal:
        return sum((part.hold.price for part in self.parts), Decimal(0))

    @property
    def tax(self) -> Decimal:
        return sum((part.price.tax for part in self.parts), Decimal(0))

    @property
    def fields(self) -> list[Field]:
        found = [one for part in self.parts for one in part.fields]
        pay = [self.provider] if self.provider is not None else []
        return [*found, self.buyer, *self.invoice, *pay]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """The error summary: (where to, what), in the order of the form."""
        found = []
        alone = sum(bool(part.fields) for part in self.parts) == 1
        for part in self.parts:
            if part.error:
                found.append((part.prefix, f"{part.title}: {part.error}"))
            found += [one.problem("" if alone else part.title) for one in part.fields if one.error]
        rest = [self.buyer, *self.invoice, *([self.provider] if self.provider else [])]
        return found + [one.problem() for one in rest if one.error]

    @property
    def lines(self) -> list[SummaryLine]:
        """The order line by line, units of one kind and price together, below each what belongs to it."""
        by_unit = {part.prefix: part for part in self.parts}
        groups: dict[object, list[UnitPart]] = {}
        for part in self.parts:
            if part.unit.owner is None:
                groups.setdefault(_sort(part.unit), []).append(part)
        return [_line(parts, by_unit) for parts in groups.values()]

    @property
    def takes_addons(self) -> bool:
        """Whether something can be added to anything of it."""
        return bool(self.catalogue.addons)

    @property
    def lacks_addons(self) -> bool:
        """Whether something still has to be added."""
        return any(
            packages.too_few(self.catalogue.addons.get(part.hold.item_id, ()), _picks(part.unit))
            for part in self.parts
            if part.unit.owner is None
        )

    @property
    def file_fields(self) -> list[Field]:
        return [one for one in self.fields if one.kind == "file"]


def _picks(unit: Named) -> list[packages.Pick]:
    return [
        packages.Pick(one.hold.item, one.hold.variation_id)
        for one in unit.children
        if not one.hold.is_bundled
    ]


def _sort(unit: Named) -> object:
    """Equal for units that are told together: same thing, same price, and the same belongs to them."""
    hold = unit.hold
    own = (hold.item_id, hold.variation_id, hold.subevent_id, hold.is_bundled, hold.price)
    return own, tuple(sorted(str(_sort(child)) for child in unit.children))


def _line(parts: Sequence[UnitPart], by_unit: Mapping[str, UnitPart]) -> SummaryLine:
    children: dict[object, list[UnitPart]] = {}
    for part in parts:
        for child in part.unit.children:
            children.setdefault(_sort(child), []).append(by_unit[child.prefix])
    return SummaryLine(
        key=",".join(part.prefix for part in parts),
        hold=parts[0].hold,
        count=len(parts),
        gross=sum((part.hold.price for part in parts), Decimal(0)),
        tax=sum((part.price.tax for part in parts), Decimal(0)),
        rate=parts[0].price.rate,
        when=parts[0].unit.when,
        parts=[_line(group, by_unit) for group in children.values()],
    )


def checkout_form(
    event: Event,
    *,
    holds: Sequence[Hold],
    catalogue: Catalogue,
    data: QueryDict | None = None,
) -> CheckoutForm:
    """The form for the units in the cart; with `data`, filled in with what was typed."""
    parts = [_part(event, unit, catalogue) for unit in named(holds, zone=event.timezone)]
    offered = gateways.offered(event)
    form = CheckoutForm(
        event=event,
        catalogue=catalogue,
        parts=parts,
        buyer=Field(
            "email",
            _("E-mail"),
            "email",
            required=True,
            autocomplete="email",
            hint=_("We will send your tickets and the link to your order to this address."),
        ),
        invoice=_invoice_fields(event),
        provider=_provider_field(offered) if any(hold.price for hold in holds) else None,
        hints={one.provider: _(one.hint) if one.hint else "" for one in offered},
    )
    for one in form.fields:
        one.read(data)
    return form


def _part(event: Event, unit: Named, catalogue: Catalogue) -> UnitPart:
    item, prefix = unit.hold.item, unit.prefix
    price = pricing.of_gross(unit.hold.price, tax=item.tax_rule, currency=event.currency)
    part = UnitPart(unit, price)
    if item.admission and item.personalized:
        part.name = Field(f"{prefix}-name", _("Name of the attendee"), required=True, limit=250)
        if event_settings.value(event, "attendee_emails_asked"):
            part.email = Field(f"{prefix}-email", _("E-mail of the attendee"), "email")
    part.questions = [
        (question, question_field(question, prefix=prefix, catalogue=catalogue))
        for question in catalogue.questions.get(item.pk, [])
        if not question.hidden and not question.ask_during_checkin
    ]
    return part


def _invoice_fields(event: Event) -> list[Field]:
    if not event_settings.value(event, "invoice_address_asked"):
        return []
    lines = [
        Field(f"invoice-{name}", _(label), autocomplete=auto, limit=250)
        for name, label, auto in INVOICE_LINES
    ]
    return [
        *lines,
        Field("invoice-country", _("Country"), "select", choices=countries.choices()),
    ]


def _provider_field(offered: Sequence[gateways.Gateway]) -> Field:
    return Field(
        "provider",
        _("How would you like to pay?"),
        "radio",
        required=True,
        choices=tuple((one.provider, _(one.title)) for one in offered),
        values=[offered[0].provider] if len(offered) == 1 else [],
    )


# --- Reading it --------------------------------------------------------------------------------------------------------


def purchase(form: CheckoutForm) -> Purchase:
    """What the buyer says. Errors of single fields are written beside them; see `form.problems`."""
    return Purchase(
        units={part.hold.pk: _details(form.event, part) for part in form.parts},
        email=form.buyer.check_address(missing=_("Enter your e-mail address.")),
        locale=get_language() or "en",
        provider=_chosen_provider(form),
        invoice_address=_invoice(form.invoice),
    )


def _details(event: Event, part: UnitPart) -> UnitDetails:
    answers = (answer(question, one, zone=event.timezone) for question, one in part.questions)
    return UnitDetails(
        attendee_name=part.name.check_line() if part.name else "",
        attendee_email=part.email.check_address() if part.email else "",
        answers=tuple(one for one in answers if one is not None),
    )


def _chosen_provider(form: CheckoutForm) -> str:
    if form.provider is None:
        return ""
    if form.provider.value not in dict(form.provider.choices):
        form.provider.error = _("Choose how you would like to pay.")
    return form.provider.value


def _invoice(fields: Sequence[Field]) -> dict[str, Any] | None:
    typed = {one.name.removeprefix("invoice-"): one.check_line() for one in fields}
    if not any(typed.values()):
        return None
    for one in fields:
        if one.kind == "select" and one.value and one.value not in COUNTRIES:
            one.error = _("Choose a country.")
    return {**typed, "is_business": bool(typed["company"]), "state": "", "internal_reference": ""}


def moved(data: QueryDict, *, before: CheckoutForm, after: Sequence[Hold]) -> QueryDict:
    """What was typed, under the names that the parts have once the cart holds `after` only."""
    new_form = checkout_form(before.event, holds=after, catalogue=before.catalogue)
    old = {part.hold.pk: part.prefix for part in before.parts}
    new = {old[part.hold.pk]: part.prefix for part in new_form.parts if part.hold.pk in old}
    kept = QueryDict(mutable=True)
    for name, values in data.lists():
        prefix, _, rest = name.rpartition("-")
        if prefix in new:
            kept.setlist(f"{new[prefix]}-{rest}", values)
        elif prefix not in old.values():
            kept.setlist(name, values)
    return kept


def explain(form: CheckoutForm, error: Invalid) -> None:
    """Writes the shop's refusal beside the fields that it is about."""
    for part, problem in zip(form.parts, error.fields.get("positions", []), strict=False):
        if isinstance(problem, Mapping):
            _explain_part(part, problem)
    if form.provider is not None and "provider" in error.fields:
        form.provider.error = first_sentence(error.fields["provider"])


def _explain_part(part: UnitPart, problem: Mapping[str, Any]) -> None:
    answers = problem.get("answers", {})
    for question, one in part.questions:
        words = answers.get(str(question.pk)) if isinstance(answers, Mapping) else None
        if words and not one.error:
            one.error = first_sentence(words)
    if part.name is not None and "attendee_name" in problem:
        part.name.error = part.name.error or first_sentence(problem["attendee_name"])
    if "addons" in problem:
        part.error, part.of_addons = first_sentence(problem["addons"]), True
    elif problem and not any(one.error for one in part.fields):
        part.error = first_sentence(problem)
