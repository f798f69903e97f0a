"""Many-to-many relations whose rows know their tenant: written here, and checked below Django.

A relation has a model of its own (`through=`) that is TenantOwned. `replace` is the one way to write it: it sets the
tenant. A trigger (eventhub.common.db.link_migrations) refuses a pair of two tenants.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models


def replace(owner: models.Model, relation: str, *, targets: Iterable[Any]) -> None:
    """Makes `targets` (rows or ids) all that `owner` is linked to by its many-to-many field `relation`.

    Writes the owner's tenant into each new row. Two statements, one when there are no targets. Idempotent; two callers
    at once collide on nothing. Runs in the caller's transaction.
    Raises IntegrityError for a target that is gone or another tenant's.
    """
    field: Any = owner._meta.get_field(relation)
    through = field.remote_field.through
    left, right = (
        through._meta.get_field(name).attname
        for name in (field.m2m_field_name(), field.m2m_reverse_field_name())
    )
    wanted = {target.pk if isinstance(target, models.Model) else target for target in targets}
    through.objects.filter(**{left: owner.pk}).exclude(**{f"{right}__in": wanted}).delete()
    through.objects.bulk_create(
        [
            through(tenant_id=owner.tenant_id, **{left: owner.pk, right: target})  # type: ignore[attr-defined]
            for target in sorted(wanted)
        ],
        ignore_conflicts=True,
    )
    getattr(owner, "_prefetched_objects_cache", {}).pop(relation, None)
