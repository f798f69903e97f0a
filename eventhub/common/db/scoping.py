"""Rows that know their tenant, and managers that refuse to read them without one."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Self, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)
ROOTS = frozenset({"tenant", "organizer", "event"})


class UnscopedQueryError(RuntimeError):
    """A programming error: rows of a tenant were asked for without naming the tenant, organizer, event or parent."""


@cache
def scope_keys(model: type[models.Model]) -> frozenset[str]:
    """The lookups that bind a query to one tenant: the roots, and foreign keys to rows that know theirs."""
    keys = {
        field.name
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one or field.many_to_many)
        and field.concrete
        and (
            field.name in ROOTS
            or isinstance(getattr(field.related_model, "objects", None), ScopedManager)
        )
    }
    reverse = {
        field.name
        for field in model._meta.related_objects
        if isinstance(getattr(field.related_model, "objects", None), ScopedManager)
    }
    return frozenset(keys | reverse)


def _names(conditions: Iterable[Any]) -> Iterator[str]:
    """The lookups that must all hold: those of Q objects joined by AND and not negated (prefetching filters so)."""
    for condition in conditions:
        if (
            isinstance(condition, models.Q)
            and condition.connector == models.Q.AND
            and not condition.negated
        ):
            for child in condition.children:
                if isinstance(child, tuple):
                    yield child[0]
                else:
                    yield from _names([child])


class ScopedQuerySet(models.QuerySet[Row]):
    """A queryset that runs only after a filter by tenant, organizer, event or a parent row that implies them."""

    _scoped = False

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]  # private in the stubs
        clone._scoped = self._scoped  # noqa: SLF001 -- of the same class
        return clone  # type: ignore[no-any-return]

    def _filter_or_exclude(self, negate: bool, args: Any, kwargs: Any) -> Self:
        clone = super()._filter_or_exclude(negate, args, kwargs)  # type: ignore[misc]  # private in the stubs
        if not negate and not clone._scoped:  # noqa: SLF001 -- of the same class
            keys = scope_keys(self.model)
            clone._scoped = any(  # noqa: SLF001 -- of the same class
                name.split("__")[0].removesuffix("_id") in keys for name in (*kwargs, *_names(args))
            )
        return clone  # type: ignore[no-any-return]

    def _insist(self) -> None:
        # Django hints at the row whose relation is followed or prefetched: that row is the scope.
        if not self._scoped and "instance" not in self._hints:  # type: ignore[attr-defined]  # private
            raise UnscopedQueryError(
                f"{self.model.__name__} was read without tenant, organizer, event or parent."
            )

    def _fetch_all(self) -> None:
        self._insist()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._insist()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._insist()
        return super().count()

    def exists(self) -> bool:
        self._insist()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._insist()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._insist()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._insist()
        return super().delete()


class ScopedManager(models.Manager[Row]):
    """The default manager of every tenant-owned model."""

    def get_queryset(self) -> ScopedQuerySet[Row]:
        return ScopedQuerySet(self.model, using=self._db)


class TenantOwned(models.Model):
    """A row that belongs to a tenant. `objects` insists on a scope; `unscoped` is for tasks that serve all tenants."""

    tenant = models.ForeignKey("tenant.Tenant", on_delete=models.CASCADE, related_name="+")

    objects = ScopedManager()
    unscoped = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
