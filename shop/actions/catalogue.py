"""The catalogue: categories, tax rules, items, quotas, questions. Created, changed, deleted by /app/ and v1 alike.

`data` holds Python values by column name; foreign keys as ids of the same event. What is missing stays as it is.
Every write moves the kind's change stamp, writes `pretix.event.<kind>.added|changed|deleted` and tells whoever watches.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import RestrictedError

from eventhub.common import audit
from eventhub.common.actors import Actor
from eventhub.common.broadcast import broadcast_on_commit
from eventhub.common.codes import random_code
from eventhub.common.errors import Conflict, Denied, Invalid
from eventhub.common.scoping import TenantOwned
from eventhub.common.transactions import durable
from shop.actions import stock
from shop.enums import QuestionType
from shop.models import (
    Category,
    Item,
    ItemAddOn,
    ItemBundle,
    OrderPosition,
    PricePhase,
    Question,
    QuestionOption,
    Quota,
    TaxRule,
    Variation,
)
from tenant.actions.events import live_group
from tenant.models import Event
from tenant.stamps import touch

Row = TypeVar("Row", bound=models.Model)
Data = Mapping[str, Any]

CATEGORY_FIELDS = ("name", "internal_name", "description", "position", "is_addon")
TAX_RULE_FIELDS = (
    "name", "internal_name", "rate", "price_includes_tax", "eu_reverse_charge", "home_country", "code",
    "keep_gross_if_rate_changes", "default",
)  # fmt: skip
ITEM_FIELDS = (
    "kind", "category_id", "tax_rule_id", "name", "internal_name", "description", "active", "default_price",
    "original_price", "free_price", "personalized", "position", "available_from", "available_until", "require_voucher",
    "hide_without_voucher", "require_approval", "require_bundling", "allow_cancel", "min_per_order", "max_per_order",
    "checkin_attention", "checkin_text", "generate_tickets",
)  # fmt: skip
VARIATION_FIELDS = (
    "value", "description", "active", "position", "default_price", "original_price", "checkin_attention",
    "checkin_text", "require_approval", "available_from", "available_until",
)  # fmt: skip
PHASE_FIELDS = ("name", "amount", "starts_at", "ends_at")
ADDON_FIELDS = (
    "addon_category_id",
    "min_count",
    "max_count",
    "position",
    "price_included",
    "multi_allowed",
)
BUNDLE_FIELDS = ("bundled_item_id", "bundled_variation_id", "count", "designated_price")
QUOTA_FIELDS = ("name", "size", "closed", "close_when_sold_out", "release_after_exit")
QUESTION_FIELDS = (
    "question", "help_text", "type", "required", "position", "identifier", "ask_during_checkin", "show_during_checkin",
    "hidden", "print_on_invoice", "dependency_question_id", "dependency_values", "valid_number_min", "valid_number_max",
    "valid_date_min", "valid_date_max", "valid_datetime_min", "valid_datetime_max", "valid_string_length_max",
    "valid_file_portrait",
)  # fmt: skip
OPTION_FIELDS = ("identifier", "answer", "position")
IDENTIFIER_LENGTH = 8
IN_USE = "This was already ordered and cannot be deleted. Make it inactive instead."


# --- What all kinds share --------------------------------------------------------------------------------------------


def copied(row: models.Model, data: Data, fields: tuple[str, ...]) -> list[str]:
    """Copies the named fields of `data` to the row; the names that changed."""
    changed = [name for name in fields if name in data and getattr(row, name) != data[name]]
    for name in changed:
        setattr(row, name, data[name])
    return changed


def foreign_problems(
    event: Event, data: Data, **models_by_field: type[models.Model]
) -> dict[str, list[str]]:
    """What is wrong with the foreign keys in `data`: rows of other events do not exist."""
    wrong = {}
    for name, model in models_by_field.items():
        pk = data.get(name)
        if pk is not None and not model.objects.filter(event=event, pk=pk).exists():  # type: ignore[attr-defined]
            wrong[name.removesuffix("_id")] = [
                f"There is no such {model._meta.verbose_name} at this event."
            ]
    return wrong


def refuse(problems: Mapping[str, Any]) -> None:
    """Raises Invalid when there are any: field -> sentences."""
    if problems:
        raise Invalid(message="Some fields are not right.", fields=dict(problems))


def _refuse_within(field: str, problems: list[dict[str, list[str]]]) -> None:
    """Refuses entries of a nested list; `problems` mirrors the list."""
    refuse({field: problems} if any(problems) else {})


def written(
    event: Event, row: models.Model, *, kind: str, stamp: str, verb: str, actor: Actor, data: Data
) -> None:
    """What follows every write: the audit entry `pretix.event.<kind>.<verb>`, the kind's stamp, news for watchers."""
    sent = {
        key: value
        if isinstance(value, (str, int, bool, list, dict)) or value is None
        else str(value)
        for key, value in data.items()
        if key not in {"variations", "addons", "bundles", "price_phases", "options"}
    }
    audit.record(f"pretix.event.{kind}.{verb}", actor=actor, target=row, event=event, data=sent)
    touch(event, stamp)
    broadcast_on_commit(live_group(event), "changed", coalesce=True, what="catalogue")


def stored(save: Callable[[], object], **sentences: tuple[str, str]) -> None:
    """Runs `save`; a violated constraint becomes Invalid. `sentences`: constraint name -> (field, sentence)."""
    try:
        with transaction.atomic():
            save()
    except IntegrityError as error:
        for constraint, (field, sentence) in sentences.items():
            if constraint in str(error):
                raise Invalid.field(field, sentence) from error
        raise Conflict(message="This could not be stored as it is.") from error


def _delete(event: Event, row: models.Model, *, kind: str, stamp: str, actor: Actor) -> None:
    pk = row.pk
    try:
        with transaction.atomic():
            type(row).objects.filter(event=event, pk=pk).delete()  # type: ignore[attr-defined]
    except (RestrictedError, IntegrityError) as error:
        raise Denied("in_use", IN_USE) from error
    row.pk = pk
    written(event, row, kind=kind, stamp=stamp, verb="deleted", actor=actor, data={"id": pk})


# --- Categories ------------------------------------------------------------------------------------------------------


@durable
def save_category(event: Event, *, category: Category | None, data: Data, actor: Actor) -> Category:
    """Creates (`category` None) or changes a category and returns it."""
    return save_category_within(event, category=category, data=data, actor=actor)


@transaction.atomic(savepoint=False)
def save_category_within(
    event: Event, *, category: Category | None, data: Data, actor: Actor
) -> Category:
    """`save_category` inside a larger transaction."""
    row = category or Category(tenant_id=event.tenant_id, event=event)
    new = row.pk is None
    copied(row, data, CATEGORY_FIELDS)
    row.save()
    written(
        event,
        row,
        kind="category",
        stamp="categories",
        verb="added" if new else "changed",
        actor=actor,
        data=data,
    )
    return row


@durable
def delete_category(event: Event, *, category: Category, actor: Actor) -> None:
    """Deletes a category; its items stay, without one."""
    touch(event, "items")
    _delete(event, category, kind="category", stamp="categories", actor=actor)


# --- Tax rules -------------------------------------------------------------------------------------------------------


@durable
def save_tax_rule(event: Event, *, tax_rule: TaxRule | None, data: Data, actor: Actor) -> TaxRule:
    """Creates or changes a tax rule. The event's first becomes its default; a new default replaces the old one.

    Raises Invalid `rate` outside 0-100."""
    return save_tax_rule_within(event, tax_rule=tax_rule, data=data, actor=actor)


@transaction.atomic(savepoint=False)
def save_tax_rule_within(
    event: Event, *, tax_rule: TaxRule | None, data: Data, actor: Actor
) -> TaxRule:
    """`save_tax_rule` inside a larger transaction."""
    row = tax_rule or TaxRule(tenant_id=event.tenant_id, event=event)
    new = row.pk is None
    others = TaxRule.objects.filter(event=event).exclude(pk=row.pk)
    copied(row, data, TAX_RULE_FIELDS)
    if row.default:
        others.filter(default=True).update(default=False)
    elif not others.filter(default=True).exists():
        row.default = True
    stored(row.save, shop_taxrule_rate=("rate", "A tax rate lies between 0 and 100 per cent."))
    if not new:
        touch(event, "items")
    written(
        event,
        row,
        kind="taxrule",
        stamp="taxrules",
        verb="added" if new else "changed",
        actor=actor,
        data=data,
    )
    return row


@durable
def delete_tax_rule(event: Event, *, tax_rule: TaxRule, actor: Actor) -> None:
    """Deletes a tax rule. Raises Denied `in_use` while items or orders have it."""
    _delete(event, tax_rule, kind="taxrule", stamp="taxrules", actor=actor)


# --- Items -----------------------------------------------------------------------------------------------------------


@durable
def save_item(event: Event, *, item: Item | None, data: Data, actor: Actor) -> Item:
    """Creates or changes an item.

    `variations`, `price_phases`, `addons`, `bundles` in `data` (lists of column values) replace the item's own: rows
    with an `id` are changed, those without are new, those left out go. Raises Invalid (foreign rows, prices below zero,
    phases that overlap), Denied `in_use` for a variation that was ordered.
    """
    return save_item_within(event, item=item, data=data, actor=actor)


@transaction.atomic(savepoint=False)
def save_item_within(event: Event, *, item: Item | None, data: Data, actor: Actor) -> Item:
    """`save_item` inside a larger transaction."""
    row = item or Item(tenant_id=event.tenant_id, event=event)
    new = row.pk is None
    refuse(foreign_problems(event, data, category_id=Category, tax_rule_id=TaxRule))
    copied(row, data, ITEM_FIELDS)
    refuse(_item_problems(row))
    stored(
        row.save, shop_item_price_not_negative=("default_price", "A price cannot be below zero.")
    )
    _replace_children(event, row, data)
    written(
        event,
        row,
        kind="item",
        stamp="items",
        verb="added" if new else "changed",
        actor=actor,
        data=data,
    )
    return row


def _item_problems(item: Item) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if item.default_price < 0:
        found["default_price"] = ["A price cannot be below zero."]
    if item.available_from and item.available_until and item.available_until < item.available_from:
        found["available_until"] = ["The sale cannot end before it starts."]
    if item.min_per_order and item.max_per_order and item.min_per_order > item.max_per_order:
        found["min_per_order"] = ["The least number cannot be above the greatest."]
    return found


def _replace_children(event: Event, item: Item, data: Data) -> None:
    if "variations" in data:
        _replace_variations(event, item, data["variations"])
    if "price_phases" in data:
        _replace_phases(item, data["price_phases"])
    if "addons" in data:
        _refuse_within(
            "addons",
            [
                foreign_problems(event, addon, addon_category_id=Category)
                for addon in data["addons"]
            ],
        )
        _replace(item, ItemAddOn, data["addons"], ADDON_FIELDS, parent="item", field="addons")
    if "bundles" in data:
        _refuse_within("bundles", [_bundle_problems(event, bundle) for bundle in data["bundles"]])
        _replace(item, ItemBundle, data["bundles"], BUNDLE_FIELDS, parent="item", field="bundles")


def _bundle_problems(event: Event, bundle: Data) -> dict[str, list[str]]:
    found = foreign_problems(event, bundle, bundled_item_id=Item)
    kind = bundle.get("bundled_variation_id")
    if not found and kind is not None:
        known = Variation.objects.filter(item=bundle.get("bundled_item_id"), pk=kind)
        if not known.exists():
            found["bundled_variation"] = ["This variation does not belong to the bundled item."]
    return found


def _replace_variations(event: Event, item: Item, rows: list[Data]) -> None:
    had = Variation.objects.filter(item=item).exists()
    if had and not rows:
        raise Denied("last_variation", "The last variation cannot be deleted.")
    if (
        not had
        and rows
        and item.pk
        and OrderPosition.objects.filter(event=event, item=item).exists()
    ):
        raise Conflict(
            "in_use", "This item was already ordered without variations; make a new item instead."
        )
    _replace(item, Variation, rows, VARIATION_FIELDS, parent="item", field="variations")


def _replace_phases(item: Item, rows: list[Data]) -> None:
    # Phases that move past one another overlap for a moment: they are written anew together.
    PricePhase.objects.filter(item=item).delete()
    _replace(
        item,
        PricePhase,
        [{key: value for key, value in row.items() if key != "id"} for row in rows],
        PHASE_FIELDS,
        parent="item",
        field="price_phases",
    )


CHILD_SENTENCES = {
    "shop_variation_price_not_negative": "A price cannot be below zero.",
    "shop_pricephase_no_overlap": "Two price phases overlap.",
    "shop_pricephase_ends_after_start": "A price phase cannot end before it starts.",
    "shop_pricephase_amount_not_negative": "A price cannot be below zero.",
    "shop_itemaddon_once": "Each category can be an add-on only once.",
    "shop_itemaddon_min_below_max": "The least number cannot be above the greatest.",
    "shop_questionoption_identifier_unique": "Two options have the same identifier.",
}


def _replace(
    parent_row: TenantOwned,
    model: type[models.Model],
    rows: Sequence[Data],
    fields: tuple[str, ...],
    *,
    parent: str,
    field: str,
) -> None:
    """Makes the children of `parent_row` exactly `rows`: known ids changed, others created, missing ones deleted."""
    manager: Any = model.objects  # type: ignore[attr-defined]
    existing = {child.pk: child for child in manager.filter(**{parent: parent_row})}
    kept = {row["id"] for row in rows if row.get("id") is not None}
    if unknown := kept - set(existing):
        raise Invalid.field(field, f"There is no entry {min(unknown)} here.")
    try:
        with transaction.atomic():
            manager.filter(**{parent: parent_row}).exclude(pk__in=kept).delete()
            for row in rows:
                child = existing.get(row.get("id")) or model(
                    tenant_id=parent_row.tenant_id, **{parent: parent_row}
                )
                copied(child, row, fields)
                child.save()
    except RestrictedError as error:
        raise Denied("in_use", IN_USE) from error
    except IntegrityError as error:
        why = next(
            (text for name, text in CHILD_SENTENCES.items() if name in str(error)),
            "These entries clash.",
        )
        raise Invalid.field(field, why) from error


@durable
def delete_item(event: Event, *, item: Item, actor: Actor) -> None:
    """Deletes an item that was never ordered. Raises Denied `in_use` otherwise. Recounts the quotas."""
    touch(event, "quotas", "questions")
    _delete(event, item, kind="item", stamp="items", actor=actor)
    stock.recount(event)


# --- Quotas ----------------------------------------------------------------------------------------------------------


@durable
def save_quota(event: Event, *, quota: Quota | None, data: Data, actor: Actor) -> Quota:
    """Creates or changes a quota: `items` and `variations` are lists of ids.

    Variations belong to listed items, and an item with variations needs at least one of them. Locks all quotas of the
    event and counts what is taken anew, so that purchases running at the same moment see either the old or the new
    stock, never a mixture. Raises Invalid.
    """
    return save_quota_within(event, quota=quota, data=data, actor=actor)


@transaction.atomic(savepoint=False)
def save_quota_within(event: Event, *, quota: Quota | None, data: Data, actor: Actor) -> Quota:
    """`save_quota` inside a larger transaction."""
    row = quota or Quota(tenant_id=event.tenant_id, event=event)
    new = row.pk is None
    item_ids = set(data["items"]) if "items" in data else _ids(row, "items")
    variation_ids = set(data["variations"]) if "variations" in data else _ids(row, "variations")
    refuse(_quota_problems(event, data, item_ids, variation_ids))
    if not new:
        stock.recount(event)  # takes the locks
        row.refresh_from_db()
    copied(row, data, QUOTA_FIELDS)
    if new:
        row.save()
    else:
        row.save(update_fields=[name for name in QUOTA_FIELDS if name in data] or None)
    if "items" in data:
        row.items.set(item_ids)
    if "variations" in data:
        row.variations.set(variation_ids)
    stock.recount(event)
    row.refresh_from_db()
    written(
        event,
        row,
        kind="quota",
        stamp="quotas",
        verb="added" if new else "changed",
        actor=actor,
        data=data,
    )
    return row


def _ids(quota: Quota, name: str) -> set[int]:
    return set(getattr(quota, name).values_list("pk", flat=True)) if quota.pk else set()


def _quota_problems(
    event: Event, data: Data, item_ids: set[int], variation_ids: set[int]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if data.get("size") is not None and data["size"] < 0:
        found["size"] = ["A quota cannot be below zero."]
    known = set(Item.objects.filter(event=event, pk__in=item_ids).values_list("pk", flat=True))
    if item_ids - known:
        found["items"] = [f"There is no item {min(item_ids - known)} at this event."]
    owners = dict(Variation.objects.filter(item__event=event).values_list("pk", "item_id"))
    foreign = {pk for pk in variation_ids if owners.get(pk) not in item_ids}
    if foreign:
        found["variations"] = ["All variations must belong to an item of this quota."]
    with_variations = set(owners.values()) & item_ids
    if with_variations - {owners[pk] for pk in variation_ids - foreign}:
        found.setdefault("variations", []).append(
            "Choose at least one variation of every item that has variations."
        )
    return found


@durable
def delete_quota(event: Event, *, quota: Quota, actor: Actor) -> None:
    """Deletes a quota. Items that were in no other can no longer be bought."""
    _delete(event, quota, kind="quota", stamp="quotas", actor=actor)


# --- Questions -------------------------------------------------------------------------------------------------------


@durable
def save_question(event: Event, *, question: Question | None, data: Data, actor: Actor) -> Question:
    """Creates or changes a field of the form: `items` (ids) are those it is asked for, `options` its choices.

    A missing identifier is made up. Raises Invalid (unknown items, a circle of dependencies, a dependency of a question
    asked at the door, an identifier that is taken).
    """
    return save_question_within(event, question=question, data=data, actor=actor)


@transaction.atomic(savepoint=False)
def save_question_within(
    event: Event, *, question: Question | None, data: Data, actor: Actor
) -> Question:
    """`save_question` inside a larger transaction."""
    row = question or Question(tenant_id=event.tenant_id, event=event)
    new = row.pk is None
    copied(row, data, QUESTION_FIELDS)
    row.identifier = row.identifier or random_code(IDENTIFIER_LENGTH)
    refuse(
        {
            **foreign_problems(event, data, dependency_question_id=Question),
            **_question_problems(event, row, data),
        }
    )
    stored(row.save, shop_question_identifier_unique=("identifier", "This identifier is taken."))
    if "items" in data:
        row.items.set(data["items"])
    if "options" in data:
        options = [
            {**option, "identifier": option.get("identifier") or random_code(IDENTIFIER_LENGTH)}
            for option in data["options"]
        ]
        _replace(row, QuestionOption, options, OPTION_FIELDS, parent="question", field="options")
    written(
        event,
        row,
        kind="question",
        stamp="questions",
        verb="added" if new else "changed",
        actor=actor,
        data=data,
    )
    return row


def _question_problems(event: Event, question: Question, data: Data) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if "items" in data:
        known = set(
            Item.objects.filter(event=event, pk__in=data["items"]).values_list("pk", flat=True)
        )
        if unknown := set(data["items"]) - known:
            found["items"] = [f"There is no item {min(unknown)} at this event."]
    if data.get("options") and question.type not in {QuestionType.CHOICE, QuestionType.CHOICES}:
        found["options"] = ["Only questions to choose from have options."]
    if question.dependency_question_id is not None:
        if question.ask_during_checkin:
            found["dependency_question"] = [
                "A question asked at the door cannot depend on another."
            ]
        elif _circular(event, question):
            found["dependency_question"] = [
                "These questions would depend on each other in a circle."
            ]
    return found


def _circular(event: Event, question: Question) -> bool:
    parents = dict(Question.objects.filter(event=event).values_list("pk", "dependency_question_id"))
    seen, current = {question.pk}, question.dependency_question_id
    while current is not None:
        if current in seen:
            return True
        seen.add(current)
        current = parents.get(current)
    return False


@durable
def delete_question(event: Event, *, question: Question, actor: Actor) -> None:
    """Deletes a question that nobody answered. Raises Denied `in_use` otherwise."""
    _delete(event, question, kind="question", stamp="questions", actor=actor)
