"""Copies of an event's rows: new ids, references that stay within the copy, dates moved along with the event."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import QuerySet

from eventhub.common.actors import Actor
from eventhub.common.effects import audit
from eventhub.common.models import AuditEntry
from tenant.models import Event, Tenant


@dataclass
class Copies:
    """What was copied so far from `source` to `target`: `ids[label][old] = new` for each model by its label."""

    source: Event
    target: Event
    actor: Actor
    ids: dict[str, dict[int, int]] = field(default_factory=dict)
    entries: list[AuditEntry] = field(default_factory=list)

    def copy(
        self,
        rows: QuerySet[Any],
        *,
        shifted: Collection[str] = (),
        fresh: Collection[str] = (),
        logged: bool = False,
    ) -> dict[int, int]:
        """Copies these rows and returns old id -> new id. Two statements (three where rows refer to their like).

        Foreign keys follow what was copied before; one that leads elsewhere becomes null, and a row that cannot do without
        is left out. `shifted`: columns of moments or days that move with the event; `fresh`: columns that begin with their
        default. `logged`: each copy is entered in the audit trail as `object.copied`.
        """
        made: dict[int, models.Model] = {}
        found = list(rows.order_by("pk"))
        for row in found:
            copy = self._copied(row, shifted, fresh)
            if copy is not None:
                made[row.pk] = copy
        rows.model._base_manager.bulk_create(made.values())
        pairs = {old: copy.pk for old, copy in made.items()}
        self.ids.setdefault(rows.model._meta.label, {}).update(pairs)
        self._follow_own_kind(rows.model, found, made)
        if logged:
            self.entries += [self._entry(old, copy) for old, copy in made.items()]
        return pairs

    def link(self, through: Any, left: str, right: str) -> None:
        """Copies the pairs of a many-to-many relation whose two ends were both copied. Two statements."""
        ends = [through._meta.get_field(name) for name in (left, right)]
        first, second = (self.ids.get(end.related_model._meta.label, {}) for end in ends)
        pairs = through.objects.filter(**{f"{ends[0].attname}__in": list(first)}).order_by("pk")
        through.objects.bulk_create(
            through(
                tenant_id=self.target.tenant_id,
                **{ends[0].attname: first[one], ends[1].attname: second[other]},
            )
            for one, other in pairs.values_list(ends[0].attname, ends[1].attname)
            if other in second
        )

    def shift(self, moment: Any) -> Any:
        """A moment (or a day) of the source as many days later as the copy begins later, at the same time of the clock
        there. What falls out of the calendar stays as it is."""
        if moment is None:
            return None
        zones = [ZoneInfo(event.timezone) for event in (self.source, self.target)]
        try:
            begins = [
                event.date_from.astimezone(zone).date()
                for event, zone in zip((self.source, self.target), zones, strict=True)
            ]
            days = begins[1] - begins[0]
            if not isinstance(moment, dt.datetime):
                return moment + days
            there = moment.astimezone(zones[0]).replace(tzinfo=None) + days
            return there.replace(tzinfo=zones[1]).astimezone(dt.UTC)
        except OverflowError:
            return moment

    def _copied(
        self, row: models.Model, shifted: Collection[str], fresh: Collection[str]
    ) -> models.Model | None:
        values: dict[str, Any] = {}
        for column in row._meta.concrete_fields:
            if column.primary_key or column.name in fresh or getattr(column, "auto_now_add", False):
                continue
            value = getattr(row, column.attname)
            if column.is_relation and value is not None:
                value = self._followed(column, value)
                if value is None and not column.null:
                    return None
            values[column.attname] = self.shift(value) if column.name in shifted else value
        return type(row)(**values)

    def _followed(self, column: Any, value: int) -> int | None:
        if column.related_model is Tenant:
            return value
        if column.related_model is Event:
            return int(self.target.pk)
        if column.related_model is column.model:
            return None  # once all of them are there
        if column.related_model._meta.app_label == "tenant" and not hasattr(
            column.related_model, "event"
        ):
            return value  # of the organizer: both events share it
        return self.ids.get(column.related_model._meta.label, {}).get(value)

    def _follow_own_kind(self, model: Any, found: list[Any], made: dict[int, models.Model]) -> None:
        names = [
            column.attname
            for column in model._meta.concrete_fields
            if column.related_model is model
        ]
        known = self.ids[model._meta.label]
        changed = []
        for row in (row for row in found if row.pk in made):
            led = {name: known.get(getattr(row, name)) for name in names}
            if any(value is not None for value in led.values()):
                for name, value in led.items():
                    setattr(made[row.pk], name, value)
                changed.append(made[row.pk])
        if changed:
            model._base_manager.bulk_update(changed, names)

    def _entry(self, old: int, copy: models.Model) -> AuditEntry:
        return audit.entry(
            "object.copied",
            actor=self.actor,
            target=copy,
            event=self.target,
            data={
                "source": old,
                "event": self.source.slug,
                "name": getattr(copy, "name", None) or getattr(copy, "question", ""),
            },
        )
