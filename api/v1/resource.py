"""What lists and members of one kind share: paged and conditional reading, validated writing.

A kind says where its rows are, how they are written to the wire and which actions change it; the two views say when.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from api.shared import params
from api.shared.paging import page
from api.v1.base import V1View
from api.v1.conditional import last_modified
from api.v1.errors import NOT_FOUND
from api.v1.serializers.documents import Detail, page_of

Json = dict[str, Any]
ID = OpenApiParameter("id", int, OpenApiParameter.PATH)
SINCE = OpenApiParameter(
    "If-Modified-Since",
    str,
    OpenApiParameter.HEADER,
    description="The `Last-Modified` of an earlier answer.",
)
CONDITIONAL = {
    304: OpenApiResponse(description="Nothing of this kind was changed since."),
    412: OpenApiResponse(
        Detail, description="Changed since the `If-Unmodified-Since` of the request."
    ),
}


class Kind(V1View):
    """One kind of thing below an event."""

    # The change stamp of its list (tenant.events.stamps); None where the list has none.
    stamp: ClassVar[str | None] = None
    input: ClassVar[type[Any]]
    changes: ClassVar[type[Any] | None] = None
    readers: ClassVar[params.Readers] = {}
    orderings: ClassVar[Mapping[str, str]] = {"id": "pk"}
    default: ClassVar[tuple[str, ...]] = ()

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        """The rows that there are, as dictionaries."""
        raise NotImplementedError

    def wired(self, rows: list[Json]) -> list[Json]:
        """The rows as they go out."""
        raise NotImplementedError

    def heading(self) -> dict[str, str]:
        """What the list says of itself before it is read: when something of the kind changed last."""
        return last_modified(self.request, self.event, self.stamp) if self.stamp else {}

    def find(self, pk: int) -> Any:
        """The row to change. Raises NotFound."""
        raise NotImplementedError

    def save(self, row: Any | None, data: Json) -> int:
        """Creates or changes; the id."""
        raise NotImplementedError

    def remove(self, row: Any) -> None:
        """Deletes."""
        raise NotImplementedError

    def one(self, pk: int) -> Json:
        """One row as it goes out. Raises NotFound."""
        found = list(self.rows({}).filter(pk=pk))
        if not found:
            raise NotFound(NOT_FOUND)
        return self.wired(found)[0]


class ListView(Kind):
    """The list of a kind: read it, add to it."""

    def get(self, request: Any, **path: str) -> Response:
        headers = self.heading()
        filters = params.read(request.GET, self.readers)
        order = params.ordering(request.GET, self.orderings, default=self.default or ("pk",))
        found = page(request, self.rows(filters).order_by(*order))
        return found.response(self.wired(found.rows), headers)

    def post(self, request: Any, **path: str) -> Response:
        pk = self.save(None, self.data(self.input))
        return Response(self.one(pk), status=201)


class MemberView(Kind):
    """One of a kind: read, change, delete."""

    def get(self, request: Any, **path: str) -> Response:
        return Response(self.one(self.number("id")))

    def put(self, request: Any, **path: str) -> Response:
        return self._change(partial=False)

    def patch(self, request: Any, **path: str) -> Response:
        return self._change(partial=True)

    def delete(self, request: Any, **path: str) -> Response:
        self.remove(self.find(self.number("id")))
        return Response(status=204)

    def _change(self, *, partial: bool) -> Response:
        row = self.find(self.number("id"))
        data = self.data(self.changes or self.input, partial=partial)
        if data:
            self.save(row, data)
        return Response(self.one(row.pk))


def documented_list(document: Any, name: str) -> Callable[[type[ListView]], type[ListView]]:
    """Describes a list for the OpenAPI document; `name` is that of one entry."""

    def mark(view: type[ListView]) -> type[ListView]:
        words = params.documented(view.readers)
        if view.stamp:
            words.append(SINCE)
        return extend_schema_view(
            **_served(
                view,
                get=extend_schema(
                    operation_id=f"v1_{name}_list",
                    responses={200: page_of(document), **(CONDITIONAL if view.stamp else {})},
                    parameters=words,
                ),
                post=extend_schema(
                    operation_id=f"v1_{name}_create",
                    request=getattr(view, "input", None),
                    responses={201: document},
                ),
            )
        )(view)

    return mark


def documented_member(document: Any, name: str) -> Callable[[type[MemberView]], type[MemberView]]:
    """Describes a member for the OpenAPI document."""

    def mark(view: type[MemberView]) -> type[MemberView]:
        changes = view.changes or getattr(view, "input", None)

        def verb(word: str, **words: Any) -> Any:
            return extend_schema(operation_id=f"v1_{name}_{word}", parameters=[ID], **words)

        return extend_schema_view(
            **_served(
                view,
                get=verb("retrieve", responses=document),
                put=verb("replace", request=changes, responses=document),
                patch=verb("change", request=changes, responses=document),
                delete=verb("delete", responses={204: None}),
            )
        )(view)

    return mark


def _served(view: type[Kind], **described: Any) -> dict[str, Any]:
    """The descriptions of those methods that the view answers at all (`http_method_names`)."""
    return {
        method: words for method, words in described.items() if method in view.http_method_names
    }
