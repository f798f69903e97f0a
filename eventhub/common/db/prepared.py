"""Reads whose SQL is written once per process.

Building a query out of Django's parts costs more than PostgreSQL needs to answer it, and the hot reads are always the
same but for their parameters. `Prepared` builds such a query once, with marks where the parameters go, and keeps its
SQL; from then on only the parameters are filled in. Rows come out as `.values()` makes them. PostgreSQL in turn plans
each of them once per connection (ADR 16).
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, cast

import orjson
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

Row = dict[str, Any]
# Numbers that stand for no row: what a parameter is recognised by in the finished SQL.
MARKS = tuple(7_700_000_000_000_001 + index for index in range(4))
WORD_MARKS = tuple(f"\x02mark-{index}\x03" for index in range(4))


class Prepared:
    """One read. `build` gets a mark for each parameter and returns a queryset that ends with `.values()`.

    `kinds` says what each parameter is: "id", "ids" (for the lookup `any_of`) or "word". `ending` is SQL that comes
    after everything: a `FOR UPDATE OF`, which Django does not write for `.values()`.
    """

    def __init__(
        self,
        build: Callable[..., models.QuerySet[Any, Any]],
        *,
        kinds: Sequence[str],
        ending: str = "",
    ) -> None:
        self._build, self._kinds, self._ending = build, kinds, ending
        self._ready: tuple[str, tuple[Any, ...], list[str], list[Any]] | None = None

    def rows(self, *values: Any) -> list[Row]:
        """The rows for these parameters. One query."""
        sql, template, names, converters = self._ready or self._prepare()
        given = dict(zip(self._keys(), values, strict=True))
        params = [
            _like(part, given[key]) if (key := _key(part)) in given else part for part in template
        ]
        with planned_cursor() as cursor:
            cursor.execute(sql, params)
            found = cursor.fetchall()
        if converters:
            found = [_converted(row, converters) for row in found]
        return [dict(zip(names, row, strict=True)) for row in found]

    def _marks(self) -> list[Any]:
        sorts = {"id": MARKS, "word": WORD_MARKS, "ids": [[mark] for mark in MARKS]}
        return [sorts[kind][index] for index, kind in enumerate(self._kinds)]

    def _keys(self) -> list[Any]:
        return [_key(mark) for mark in self._marks()]

    def _prepare(self) -> tuple[str, tuple[Any, ...], list[str], list[Any]]:
        query = self._build(*self._marks()).query
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        sql = f"{sql} {self._ending}".strip()
        names = list(
            query.selected or [*query.extra_select, *query.values_select, *query.annotation_select]
        )
        columns = [entry[0] for entry in compiler.select[: len(names)]]
        converters = [
            (index, _as_one(functions, expression))
            for index, (functions, expression) in compiler.get_converters(columns).items()
        ]
        self._ready = (sql, tuple(params), names, converters)
        return self._ready


def planned_cursor() -> Any:
    """A cursor for SQL that is always the same: PostgreSQL plans each statement once per connection.

    Parameters go to the server, which must be able to tell their types: write `%s::int` where it could not.
    """
    return cast("Any", connection).planned_cursor()


def _key(part: Any) -> Any:
    return tuple(part) if isinstance(part, list) else part


def _like(mark: Any, value: Any) -> Any:
    """The value in the type that the mark had become: integers carry the width of their column."""
    return value if isinstance(mark, (list, str)) else type(mark)(value)


def _as_one(functions: Sequence[Any], expression: Any) -> Callable[[Any], Any]:
    """One function for Django's converters of a column; a quick one for JSON and for arrays of it."""
    if len(functions) == 1:
        field = getattr(functions[0], "__self__", None)
        if _is_plain_json(field):
            return _from_json
        if type(field) is ArrayField and _is_plain_json(field.base_field):
            return lambda values: values and [_from_json(value) for value in values]

    def convert(value: Any) -> Any:
        for function in functions:
            value = function(value, expression, connection)
        return value

    return convert


def _is_plain_json(field: Any) -> bool:
    return (
        isinstance(field, models.JSONField)
        and type(field).from_db_value is models.JSONField.from_db_value
        and field.decoder is None
    )


def _from_json(text: Any) -> Any:
    if text is None:
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:  # numbers that only Python's own reader takes
        return json.loads(text)


def _converted(
    row: tuple[Any, ...], converters: list[tuple[int, Callable[[Any], Any]]]
) -> list[Any]:
    values = list(row)
    for index, convert in converters:
        values[index] = convert(values[index])
    return values
