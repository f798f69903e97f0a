"""What all lists of an event's rows have in common: list, one row, create, change, delete."""

from typing import Any, cast

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.request import Request
from rest_framework.response import Response

from eventhub.common.actors import Actor
from eventhub.common.db.scoping import TenantOwned
from eventhub.common.http import exports
from tenant.access.requests import actor_of, event_of
from tenant.models import Event

EXPORT = [
    OpenApiParameter(
        "export", enum=exports.FORMATS, description="All rows as a file, without pages."
    ),
    OpenApiParameter(
        "columns", description="The columns of the file, in their order: `code,email`."
    ),
]


class Listed(viewsets.GenericViewSet):
    """A list in pages, or with `?export=csv|xlsx` as a file: the same gate, the same filters, every row.

    A subclass may name the file's columns; otherwise each plain field of its serializer is one.
    """

    export_name: str = ""
    export_columns: tuple[exports.Column, ...] = ()

    def complete(self, rows: list[Any]) -> list[Any]:
        """The rows with what is read for all of them at once."""
        return rows

    def completed_for_file(self, rows: list[Any]) -> list[Any]:
        """The same for rows of a file, which need no more than its columns show."""
        return self.complete(rows)

    def file_rows(self, rows: QuerySet) -> QuerySet:
        """What a file reads of each row, where that is less than a page shows."""
        return rows

    @extend_schema(parameters=EXPORT)
    def list(self, request: Request) -> HttpResponseBase:
        rows = self.filter_queryset(self.get_queryset())
        if exports.wanted(request):
            return self._file(request, rows)
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(self.get_serializer(self.complete(page), many=True).data)

    def _file(self, request: Request, rows: QuerySet) -> HttpResponseBase:
        context = self.get_serializer_context()
        event = context.get("event")
        return exports.file_of(
            request,
            self.file_rows(rows),
            name="-".join(
                filter(None, (event.slug if event else "", self.export_name or self.basename))
            ),
            serializer=cast("type[serializers.Serializer[Any]]", self.get_serializer_class())(
                context=context
            ),
            columns=self.export_columns,
            complete=self.completed_for_file,
            zone=event.timezone if event else "UTC",
        )


class EventRows(Listed):
    """Rows of the request's event, by id. A subclass says which rows, and which action saves or removes one.

    PATCH changes what it names. There is no PUT: half a row would be a whole one.
    """

    model: type[TenantOwned]
    search_fields: tuple[str, ...] = ()
    ordering_fields: tuple[str, ...] = ("id",)
    filter_backends = (DjangoFilterBackend, SearchFilter, OrderingFilter)
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    lookup_url_kwarg = "id"
    lookup_value_regex = r"[0-9]{1,18}"

    def rows(self, event: Event) -> QuerySet:
        """The event's rows, with everything that the serializer looks at."""
        raise NotImplementedError

    def save(self, event: Event, row: Any, data: dict[str, Any], actor: Actor) -> Any:
        """Creates (`row` None) or changes one; returns it."""
        raise NotImplementedError

    def remove(self, event: Event, row: Any, actor: Actor) -> None:
        """Deletes one."""
        raise NotImplementedError

    @property
    def event(self) -> Event:
        return event_of(self.request)

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.model.unscoped.none()
        return self.rows(self.event)

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if not getattr(self, "swagger_fake_view", False):
            context["event"] = self.event
        return context

    def retrieve(self, request: Request, **_: Any) -> Response:
        return self._shown(self.get_object())

    def create(self, request: Request) -> Response:
        return self._saved(None, self._clean(None), status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, **_: Any) -> Response:
        row = self.get_object()
        return self._saved(row, self._clean(row), status=status.HTTP_200_OK)

    def destroy(self, request: Request, **_: Any) -> Response:
        self.remove(self.event, self.get_object(), actor_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _clean(self, row: Any) -> dict[str, Any]:
        serializer = self.get_serializer(row, data=self.request.data, partial=row is not None)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def _saved(self, row: Any, data: dict[str, Any], *, status: int) -> Response:
        saved = self.save(self.event, row, data, actor_of(self.request))
        return self._shown(self.get_queryset().get(pk=saved.pk), status=status)

    def _shown(self, row: Any, *, status: int = status.HTTP_200_OK) -> Response:
        return Response(self.get_serializer(self.complete([row])[0]).data, status=status)
