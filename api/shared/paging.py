"""Pages of v1: 50 rows, `count`, `next`, `previous`, `results` (contract, A4)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

PAGE_SIZE = 50
MAX_DIGITS = 9
INVALID_PAGE = "Invalid page."


@dataclass(frozen=True)
class Page:
    """One page's rows and the addresses of its neighbours."""

    count: int
    next: str | None
    previous: str | None
    rows: list[Any]

    def response(
        self, results: Sequence[Any], headers: Mapping[str, str] | None = None
    ) -> Response:
        """The answer with `results` (the rows in their wire form)."""
        body = {
            "count": self.count,
            "next": self.next,
            "previous": self.previous,
            "results": results,
        }
        return Response(body, headers=headers)


def page(
    request: Any,
    rows: QuerySet[Any],
    *,
    counted: QuerySet[Any] | None = None,
    by_ids: Callable[[list[int]], list[Any]] | None = None,
    few: bool = False,
) -> Page:
    """The page of `rows` that the request asks for. Two queries; one when there is nothing.

    `counted`: the same rows without the joins that only their columns need, which a count need not make. With `by_ids`
    only the keys of the page are asked of `rows`, and their columns of this function, whose SQL is always the same:
    one query more, and much less work to write it. `few`: they mostly fit on the first page, so it is read first, and
    counted only where it is full. Raises NotFound for a page that does not exist (PAGE-5).
    """
    size, index = _size(request), _index(request)
    if few and index == 1:
        keys = list(_keys(rows, by_ids)[: size + 1])
        if len(keys) <= size:
            return Page(len(keys), None, None, by_ids(keys) if by_ids and keys else keys)
    count = (rows if counted is None else counted).order_by().count()
    start = (index - 1) * size
    if index > 1 and start >= count:
        raise NotFound(INVALID_PAGE)
    url = request.build_absolute_uri
    return Page(
        count=count,
        next=replace_query_param(url(), "page", str(index + 1)) if start + size < count else None,
        previous=_previous(url, index),
        rows=_read(rows, slice(start, min(start + size, count)), count, by_ids) if count else [],
    )


def empty_page(request: Any) -> Page:
    """The one page of a list that never has rows. Raises NotFound for any other (PAGE-5)."""
    if _index(request) > 1:
        raise NotFound(INVALID_PAGE)
    return Page(count=0, next=None, previous=None, rows=[])


def _read(
    rows: QuerySet[Any],
    place: slice,
    count: int,
    by_ids: Callable[[list[int]], list[Any]] | None,
) -> list[Any]:
    """The rows at `place` among `count`, read from the nearer end: the last page costs what the first one does."""
    keys = _keys(rows, by_ids)
    if place.start > count // 2:
        found = list(keys.reverse()[count - place.stop : count - place.start])[::-1]
    else:
        found = list(keys[place])
    return found if by_ids is None else by_ids(found)


def _keys(rows: QuerySet[Any], by_ids: Callable[[list[int]], list[Any]] | None) -> QuerySet[Any]:
    return rows if by_ids is None else rows.values_list("pk", flat=True)


def _previous(url: Callable[[], str], index: int) -> str | None:
    if index == 1:
        return None
    if index == 2:  # noqa: PLR2004 -- the page before it is the first, which needs no number
        return remove_query_param(url(), "page")
    return replace_query_param(url(), "page", str(index - 1))


def _index(request: Any) -> int:
    raw = request.GET.get("page", "1")
    if not (raw.isascii() and raw.isdigit()) or len(raw) > MAX_DIGITS or int(raw) < 1:
        raise NotFound(INVALID_PAGE)
    return int(raw)


def _size(request: Any) -> int:
    raw = request.GET.get("page_size", "")
    if not (raw.isascii() and raw.isdigit()) or len(raw) > MAX_DIGITS or int(raw) < 1:
        return PAGE_SIZE
    return min(int(raw), PAGE_SIZE)
