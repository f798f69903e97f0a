"""Lists as files: CSV and xlsx of every row that a list's filters let through, in columns with titles.

A list view calls `file_of` when `?export=` is there; what it hands over is the list itself, behind the same gate and the
same filters, without pages. Rows are read in portions, so that memory stays flat however long the list is.
"""

import csv
import datetime as dt
import re
import tempfile
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from eventhub.common import i18n, money
from eventhub.common.errors import Invalid, Refused

FORMATS = ("csv", "xlsx")
MAX_ROWS = 50_000
PORTION = 500
LONGEST_CELL = 32_767  # what a cell of a spreadsheet holds
BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets read UTF-8 as Latin
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# Words that a spreadsheet would take for a formula, and so run.
FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | bool | Decimal | dt.date | None
Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """A column: the field it shows, or a part of one (`level.name`), and its title."""

    path: str
    title: str | Promise


def columns_of(serializer: serializers.Serializer[Any]) -> list[Column]:
    """A column for each field that a cell can hold, titled by its label or its name."""
    return [
        Column(name, field.label or name.replace("_", " ").capitalize())
        for name, field in serializer.fields.items()
        if not field.write_only and not isinstance(field, serializers.BaseSerializer)
    ]


def wanted(request: Request) -> bool:
    """Whether a file is asked for."""
    return bool(request.query_params.get("export"))


def file_of(
    request: Request,
    rows: QuerySet[Any],
    *,
    name: str,
    serializer: serializers.Serializer[Any],
    columns: Sequence[Column] = (),
    complete: Callable[[list[Any]], Sequence[Any]] = list,
    zone: str = "UTC",
) -> HttpResponseBase:
    """`rows` as the file that `?export=csv|xlsx` asks for; `?columns=a,b` chooses columns and their order.

    `serializer` shows a row, of which only the fields that a column needs are computed; `complete` is called with each
    portion of rows. Moments are in `zone`. Reads only, and may be repeated.

    Raises: Invalid for an unknown format or column; Refused `too_many_rows` past MAX_ROWS.
    """
    kind = request.query_params["export"]
    if kind not in FORMATS:
        raise Invalid.field("export", f"Choose one of: {', '.join(FORMATS)}.")
    chosen = _chosen(request.query_params.get("columns"), columns or columns_of(serializer))
    keys = list(rows.values_list("pk", flat=True)[: MAX_ROWS + 1])
    if len(keys) > MAX_ROWS:
        raise Refused(
            "too_many_rows",
            f"A file holds at most {MAX_ROWS} rows. Narrow the list with its filters.",
            limit=MAX_ROWS,
        )
    _only(serializer, chosen)
    shown = _shown(rows, keys, serializer=serializer, complete=complete)
    cells = table(shown, chosen, zone=zone)
    stem = f"{name}-{timezone.localdate().isoformat()}"
    return csv_file(cells, name=stem) if kind == "csv" else xlsx_file(cells, name=stem)


def _chosen(names: str | None, columns: Sequence[Column]) -> list[Column]:
    if not names:
        return list(columns)
    known = {column.path: column for column in columns}
    asked = list(dict.fromkeys(names.split(",")))
    unknown = [path for path in asked if path not in known]
    if unknown:
        raise Invalid.field("columns", f"There is no such column. Known: {', '.join(known)}.")
    return [known[path] for path in asked]


def _only(serializer: serializers.Serializer[Any], columns: Iterable[Column]) -> None:
    """Fields that no column shows are not computed: a list of orders would read all their tickets."""
    needed = {column.path.split(".")[0] for column in columns}
    for field in set(serializer.fields) - needed:
        serializer.fields.pop(field)


def _shown(
    rows: QuerySet[Any],
    keys: Sequence[Any],
    *,
    serializer: serializers.Serializer[Any],
    complete: Callable[[list[Any]], Sequence[Any]],
) -> Iterator[Row]:
    for start in range(0, len(keys), PORTION):
        portion = keys[start : start + PORTION]
        found = {_key(row): row for row in rows.filter(pk__in=portion)}
        for row in complete([found[key] for key in portion if key in found]):
            yield serializer.to_representation(row)


def _key(row: Any) -> Any:
    """Some lists are plain rows, some are models."""
    return row.get("pk", row.get("id")) if isinstance(row, dict) else row.pk


def table(rows: Iterable[Row], columns: Sequence[Column], *, zone: str) -> Iterator[list[Cell]]:
    """The titles, then the cells of each row."""
    clock = zoneinfo.ZoneInfo(zone)
    yield [str(column.title) for column in columns]
    for row in rows:
        yield [cell(_at(row, column.path), zone=clock) for column in columns]


def _at(row: Any, path: str) -> Any:
    for part in path.split("."):
        if not isinstance(row, dict):
            return None
        row = row.get(part)
    return row


MOMENT = re.compile(r"\d{4}-\d\d-\d\dT")
DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


def cell(value: Any, *, zone: dt.tzinfo) -> Cell:
    """What a cell holds of a value as our JSON has it: money as a number, a moment on the clock of `zone`, words in the
    reader's language."""
    if value is None or isinstance(value, bool | int | float | Decimal):
        return _yes(value) if isinstance(value, bool) else value
    if isinstance(value, dict):
        return _of_object(value)
    if isinstance(value, list | tuple):
        return ", ".join(str(cell(one, zone=zone) or "") for one in value)
    text = str(value)
    if MOMENT.match(text) and (moment := parse_datetime(text)) and moment.tzinfo:
        return moment.astimezone(zone).replace(tzinfo=None, microsecond=0)
    if DAY.match(text):
        return parse_date(text)
    return text


def _yes(value: bool) -> str:
    return _("Yes") if value else _("No")


def _of_object(value: Row) -> Cell:
    if set(value) == {"amount", "currency"}:
        return money.from_minor(value["amount"], currency=value["currency"])
    if all(isinstance(words, str) for words in value.values()):
        return i18n.localize(value)
    return None


class _Echo:
    """A file that hands back what is written: csv writes rows, the answer streams them."""

    def write(self, text: str) -> str:
        return text


def csv_file(cells: Iterable[Sequence[Cell]], *, name: str) -> StreamingHttpResponse:
    """The rows as comma separated values, streamed."""
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield BYTE_ORDER_MARK
        for row in cells:
            yield writer.writerow([_csv_cell(value) for value in row])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _csv_cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return str(value)


def xlsx_file(cells: Iterable[Sequence[Cell]], *, name: str) -> FileResponse:
    """The rows as a sheet. It is written row by row into a temporary file, and streamed from there."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the answer closes it
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd hh:mm",
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(cells):
            for place, value in enumerate(row):
                _put(sheet, number, place, value, style=_style(number, value, bold=bold, day=day))
        sheet.set_column(0, 50, 18)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def _style(number: int, value: Cell, *, bold: Any, day: Any) -> Any:
    if number == 0:
        return bold
    plain_day = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    return day if plain_day else None


def _put(sheet: Any, row: int, column: int, value: Cell, *, style: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value[:LONGEST_CELL], style)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, style)
    elif value is not None:
        sheet.write_number(row, column, value, style)
