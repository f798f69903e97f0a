"""Lookups that Django does not have."""

from typing import Any

from django.db.models import Field, Lookup


class AnyOf(Lookup):
    """`id__any_of=[...]`: as `in`, with the whole list as one parameter.

    `in` makes a placeholder of each entry, and preparing a hundred of them costs more than the query. The entries are
    plain values of the column's own type.
    """

    lookup_name = "any_of"

    def get_prep_lookup(self) -> list[Any]:
        return list(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*params, self.rhs)


Field.register_lookup(AnyOf)
