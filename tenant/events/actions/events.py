"""Events: create, change, go live, delete."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eventhub.common import hooks
from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import Conflict, Denied, Invalid
from tenant import locks
from tenant.events import event_rules, meta_rules, plugins
from tenant.events.live import tell_watchers
from tenant.models import (
    Event,
    MetaProperty,
    MetaValue,
    Organizer,
    SubEvent,
    SubEventMetaValue,
)

FIELDS = (
    "slug", "name", "testmode", "currency", "timezone", "date_from", "date_to", "date_admission", "presale_start",
    "presale_end", "is_public", "location", "geo_lat", "geo_lon", "has_subevents", "plugins", "settings", "locales",
)  # fmt: skip
FIXED = {
    "has_subevents": gettext_noop("Whether an event is a series is decided when it is created."),
    "slug": gettext_noop("The short name is part of published addresses and cannot change."),
}
META_MISSING = "meta_missing"
SLUG_TAKEN = gettext_noop("This short name is taken.")
LIVE_AFTER_CREATION = gettext_noop(
    "An event is created first and goes live when nothing is missing."
)


@durable
def create_event(
    organizer: Organizer, *, data: dict[str, Any], actor: Actor, may_set_protected: bool = True
) -> Event:
    """Creates an empty event and returns it.

    `data`: `slug`, `name`, `date_from` and any other of FIELDS, `meta_data` (property -> value), `live` (must not be
    true). Raises Invalid with every wrong field, `slug` among them when the organizer already has it. Writes the event,
    its meta values and `event.created`. Not idempotent; the slug makes a repetition a refusal.
    """
    return create_event_within(
        organizer, data=data, actor=actor, may_set_protected=may_set_protected
    )


@transaction.atomic(savepoint=False)
def create_event_within(
    organizer: Organizer, *, data: dict[str, Any], actor: Actor, may_set_protected: bool = True
) -> Event:
    """`create_event` inside a larger transaction (a provision file, a demo)."""
    event = _blank(organizer)
    store_new(event, data=data)
    write_meta(event, data.get("meta_data"), protected=may_set_protected)
    record_new(event, data=data, actor=actor)
    hooks.run("PLUGIN_INSTALLERS", event=event, added=event.plugins)
    return event


def store_new(event: Event, *, data: dict[str, Any]) -> None:
    """Gives a new event what `data` names and stores it, inside a larger transaction. Raises Invalid with every wrong
    field. Its meta values and its entry in the audit trail are the caller's."""
    _apply(event, data)
    _refuse(_new_problems(event, data))
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError as error:
        raise _translated(error) from error


def new_event_problems(organizer: Organizer, *, data: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with `data` for a new event (see `create_event`), as far as it is there. Reads only."""
    event = _blank(organizer)
    _apply(event, data)
    return _new_problems(event, data)


def _blank(organizer: Organizer) -> Event:
    event = Event(
        tenant_id=organizer.tenant_id, organizer=organizer, locales=organizer.locales or ["en"]
    )
    event.currency, event.timezone, event.plugins = (
        organizer.currency,
        organizer.timezone,
        list(plugins.DEFAULT),
    )
    return event


def _new_problems(event: Event, data: Mapping[str, Any]) -> dict[str, list[str]]:
    problems = _problems(event, data)
    if data.get("live"):
        problems["live"] = [LIVE_AFTER_CREATION]
    taken = Event.objects.filter(organizer=event.organizer_id, slug=event.slug)
    if "slug" not in problems and taken.exists():
        problems["slug"] = [SLUG_TAKEN]
    return problems


def record_new(event: Event, *, data: Mapping[str, Any], actor: Actor) -> None:
    """Enters a new event in the audit trail, with what was sent."""
    audit.record("event.created", actor=actor, target=event, event=event, data=loggable(data))


@durable
def change_event(
    event: Event, *, data: dict[str, Any], actor: Actor, may_set_protected: bool = True
) -> Event:
    """Changes what `data` names (see `create_event`) and returns the event.

    `live: true` goes live when nothing is missing, `live: false` always goes offline. Raises Invalid with every wrong
    field; then nothing is changed. Locks the event. Writes `event.changed`, `event.activated|deactivated`,
    `event.test_mode_enabled|disabled` and `plugin.enabled|disabled` as far as each happened; an empty change writes
    nothing. Idempotent.
    """
    return change_event_within(event, data=data, actor=actor, may_set_protected=may_set_protected)


@transaction.atomic(savepoint=False)
def change_event_within(
    event: Event, *, data: dict[str, Any], actor: Actor, may_set_protected: bool = True
) -> Event:
    """`change_event` inside a larger transaction (a provision file, a demo)."""
    event = locks.event_locked(event.pk)
    before = {name: getattr(event, name) for name in FIELDS}
    _refuse(_changed_problems(event, data))
    changed = [name for name in FIELDS if getattr(event, name) != before[name]]
    if changed:
        _save(event, changed)
    meta_changed = write_meta(event, data.get("meta_data"), protected=may_set_protected)
    if changed or meta_changed:
        audit.record("event.changed", actor=actor, target=event, event=event, data=loggable(data))
    _log_plugins(event, before["plugins"], actor=actor)
    if "testmode" in changed:
        verb = "enabled" if event.testmode else "disabled"
        audit.record(f"event.test_mode_{verb}", actor=actor, target=event, event=event)
    if "live" in data and data["live"] != event.live:
        _switch(event, live=data["live"], actor=actor)
    tell_watchers(event, "catalogue")
    return event


def change_problems(event: Event, *, data: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with `data` as a change of the event (see `change_event`), as far as it is there. Reads only."""
    event = copy(event)
    problems = _changed_problems(event, data)
    return problems or _not_ready(event, data)


def _changed_problems(event: Event, data: Mapping[str, Any]) -> dict[str, list[str]]:
    """Applies `data` to `event` and says what is wrong with it; what keeps it from going live only where it is refused
    anyhow, since a change that is stored first may mend it."""
    fixed = {
        name: [why]
        for name, why in FIXED.items()
        if name in data and data[name] != getattr(event, name)
    }
    _apply(event, {name: value for name, value in data.items() if name not in fixed})
    problems = {**_problems(event, data), **fixed}
    return {**_not_ready(event, data), **problems} if problems else {}


def _not_ready(event: Event, data: Mapping[str, Any]) -> dict[str, list[str]]:
    """Why the event cannot go live although `data` says so; properties that `data` fills are not asked for."""
    if event.live or not data.get("live"):
        return {}
    reasons = [
        why["message"]
        for why in live_problems(event)
        if why["code"] != META_MISSING or "meta_data" not in data
    ]
    return {"live": reasons} if reasons else {}


def _save(event: Event, changed: list[str]) -> None:
    try:
        with transaction.atomic():
            event.save(update_fields=changed)
    except IntegrityError as error:
        raise _translated(error) from error


def _switch(event: Event, *, live: bool, actor: Actor) -> None:
    if live:
        reasons = [why["message"] for why in live_problems(event)]
        if reasons:
            raise Invalid(
                "not_ready",
                gettext_noop("The event is not ready to go live."),
                fields={"live": reasons},
            )
    event.live = live
    event.save(update_fields=["live"])
    verb = "activated" if live else "deactivated"
    audit.record(f"event.{verb}", actor=actor, target=event, event=event)


def live_problems(event: Event) -> list[dict[str, str]]:
    """What keeps an event from going live: code and sentence each. Asks every floor (settings.LIVE_CHECKS)."""
    found = [why for floor in hooks.run("LIVE_CHECKS", event=event) for why in floor]
    filled = set(
        MetaValue.objects.filter(event=event)
        .exclude(value="")
        .values_list("property_id", flat=True)
    )
    found += [
        {
            "code": META_MISSING,
            "message": _("Fill in the property “%(name)s”.") % {"name": needed.name},
        }
        for needed in MetaProperty.objects.filter(
            organizer=event.organizer_id, required=True, default=""
        )
        if needed.pk not in filled
    ]
    return found


@durable
def delete_event(event: Event, *, actor: Actor) -> None:
    """Deletes an event and all it contains. Raises Denied `event_has_orders` when anything was ever sold.

    Locks the event. Writes `event.deleted` at the organizer, with the event's id, slug and name.
    """
    event = locks.event_locked(event.pk)
    hooks.run("EVENT_DELETION_GUARDS", event=event)
    organizer, gone = event.organizer, {"id": event.pk, "slug": event.slug, "name": event.name}
    try:
        with transaction.atomic():
            Event.unscoped.filter(pk=event.pk).delete()
    except (ProtectedError, RestrictedError, IntegrityError) as error:
        raise Denied(
            "event_has_orders", gettext_noop("The event has orders and cannot be deleted.")
        ) from error
    audit.record("event.deleted", actor=actor, organizer=organizer, data=gone)


def _apply(event: Event, data: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in data and name != "settings":
            setattr(event, name, data[name])
    if "settings" in data:
        event.settings = {**event.settings, **data["settings"]}


def _problems(event: Event, data: Mapping[str, Any]) -> dict[str, list[str]]:
    found = event_rules.problems({name: getattr(event, name) for name in FIELDS})
    if "plugins" in data:
        refusals = [plugins.problem(name, organizer=event.organizer) for name in event.plugins]
        if reasons := [why for why in refusals if why]:
            found["plugins"] = reasons
        event.plugins = (
            list(dict.fromkeys(event.plugins)) if "plugins" not in found else event.plugins
        )
    if "locales" in data and (wrong := event_rules.languages_problem(event.locales)):
        found["locales"] = [wrong]
    if "meta_data" in data and (why := meta_problems(event, data["meta_data"])):
        found["meta_data"] = why
    return found


def meta_problems(event: Event, meta: Mapping[str, str]) -> list[str]:
    """What is wrong with values for the organizer's meta properties; empty when nothing is (EV-17)."""
    known = {row.name: row for row in MetaProperty.objects.filter(organizer=event.organizer_id)}
    unknown = [f"There is no property {name!r}." for name in meta if name not in known]
    barred = [
        f"{value!r} is not a choice of {name!r}."
        for name, value in meta.items()
        if name in known and value not in (meta_rules.keys(known[name].choices) or [value])
    ]
    return unknown + barred


def write_meta(
    event: Event,
    meta: Mapping[str, str] | None,
    *,
    protected: bool,
    subevent: SubEvent | None = None,
) -> bool:
    """Replaces the meta values of the event, or of one of its dates; whether that changed anything. None leaves them,
    and protected properties stay when the caller may not set them."""
    if meta is None:
        return False
    model: Any = MetaValue if subevent is None else SubEventMetaValue
    owner: dict[str, Any] = {"event": event} if subevent is None else {"subevent": subevent}
    properties = [
        row
        for row in MetaProperty.objects.filter(organizer=event.organizer_id)
        if protected or not row.protected
    ]
    rows = model.objects.filter(property__in=properties, **owner)
    before = dict(rows.values_list("property__name", "value"))
    after = {row.name: meta[row.name] for row in properties if row.name in meta}
    if before == after:
        return False
    rows.delete()
    model.objects.bulk_create(
        model(tenant_id=event.tenant_id, property=row, value=after[row.name], **owner)
        for row in properties
        if row.name in after
    )
    return True


def _log_plugins(event: Event, before: list[str], *, actor: Actor) -> None:
    added = [name for name in event.plugins if name not in before]
    for verb, names in (
        ("enabled", added),
        ("disabled", [name for name in before if name not in event.plugins]),
    ):
        for name in names:
            audit.record(
                f"plugin.{verb}",
                actor=actor,
                target=event,
                event=event,
                data={"plugin": name},
            )
    if added:
        hooks.run("PLUGIN_INSTALLERS", event=event, added=added)


def _refuse(problems: dict[str, list[str]]) -> None:
    if problems:
        raise Invalid(message=gettext_noop("Some fields are not right."), fields=problems)


def _translated(error: IntegrityError) -> Invalid | Conflict:
    if "tenant_event_slug_unique" in str(error):
        return Invalid(
            "slug_taken",
            SLUG_TAKEN,
            fields={"slug": [SLUG_TAKEN]},
        )
    return Conflict(message=gettext_noop("The event could not be stored as it is."))


def loggable(data: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, in JSON types."""
    return {
        key: value
        if isinstance(value, (dict, list, str, int, bool)) or value is None
        else str(value)
        for key, value in data.items()
    }
