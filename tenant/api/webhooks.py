"""Webhooks in /app/: set them up, see what was sent, look at the secret."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from eventhub.common.http.paging import PageNumber
from eventhub.common.http.serializers import Flag, Id, Line, Moment, Whole
from tenant.access.gates import capability, capable
from tenant.access.requests import actor_of, organizer_of
from tenant.http.rows import Listed
from tenant.models import Webhook
from tenant.webhooks import actions, signing, webhook_rows
from tenant.webhooks.destinations import LONGEST
from tenant.webhooks.types import action_types

RIGHT = "can_change_organizer_settings"


class WebhookRow(serializers.Serializer):
    """A webhook, and how its last call ended."""

    id = Id(read_only=True)
    enabled = Flag(required=False)
    target_url = Line(max_length=LONGEST)
    all_events = Flag(required=False)
    limit_events = serializers.ListField(
        child=Line(max_length=50), max_length=1000, required=False, source="events"
    )
    action_types = serializers.ListField(child=Line(max_length=100), max_length=200)
    comment = Line(required=False, allow_blank=True, max_length=250)
    last_success = Flag(read_only=True, allow_null=True)
    last_at = Moment(read_only=True)


class WebhookCallRow(serializers.Serializer):
    """One call: what was sent where, and what came back."""

    id = Id()
    notification_id = Id()
    action_type = Line()
    target_url = Line()
    payload = serializers.JSONField()
    attempt = Whole()
    success = Flag()
    status_code = Whole(allow_null=True)
    answer = Line()
    milliseconds = Whole()
    at = Moment()


class ActionTypeRow(serializers.Serializer):
    """Something that a webhook can be told of."""

    name = Line()
    title = Line()
    group = Line()


SECRET = inline_serializer("WebhookSecret", {"secret": Line()})


class WebhookViewSet(Listed):
    """The webhooks of the current organizer (or of `?organizer=<slug>`)."""

    permission_classes = (capability(RIGHT),)
    serializer_class = WebhookRow
    lookup_url_kwarg = "id"
    lookup_value_regex = r"[0-9]{1,18}"
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return Webhook.unscoped.none()
        return webhook_rows.webhook_rows(organizer_of(self.request)).order_by("pk")

    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002 -- the address's word
        found = webhook_rows.webhook_by_id(organizer_of(request), int(id))
        return self._shown(found)

    @extend_schema(responses={201: WebhookRow})
    def create(self, request: Request) -> Response:
        saved = actions.save_webhook(
            organizer_of(request),
            webhook=None,
            data=_cleaned(WebhookRow(data=request.data)),
            actor=actor_of(request),
        )
        return self._shown(saved, status=status.HTTP_201_CREATED)

    @extend_schema(responses=WebhookRow)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002 -- as above
        organizer = organizer_of(request)
        found = webhook_rows.webhook_by_id(organizer, int(id))
        data = _cleaned(WebhookRow(data=request.data, partial=True))
        actions.save_webhook(organizer, webhook=found, data=data, actor=actor_of(request))
        return self._shown(found)

    def destroy(self, request: Request, id: str) -> Response:  # noqa: A002 -- as above
        found = webhook_rows.webhook_by_id(organizer_of(request), int(id))
        actions.delete_webhook(found, actor=actor_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _shown(self, webhook: Webhook, *, status: int = status.HTTP_200_OK) -> Response:
        row = self.get_queryset().get(pk=webhook.pk)
        return Response(WebhookRow(row).data, status=status)


def _cleaned(serializer: Any) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    data = dict(serializer.validated_data)
    if "events" in data:
        data["limit_events"] = data.pop("events")
    return data


def _webhook(request: Request, pk: str) -> Webhook:
    return webhook_rows.webhook_by_id(organizer_of(request), int(pk))


@extend_schema(responses=ActionTypeRow(many=True))
@api_view(["GET"])
@capable(RIGHT)
def type_list(request: Request) -> Response:
    """What a webhook can be told of."""
    rows = [
        {"name": one.name, "title": _(one.title), "group": _(one.group)}
        for one in action_types()
        if one.happens
    ]
    return Response(ActionTypeRow(rows, many=True).data)


@extend_schema(responses=SECRET)
@api_view(["GET"])
@capable(RIGHT)
def secret(request: Request, id: str) -> Response:  # noqa: A002 -- the address's word
    """The secret that the webhook's calls are signed with."""
    return _secret(_webhook(request, id))


@extend_schema(request=None, responses=SECRET)
@api_view(["POST"])
@capable(RIGHT)
def rotate(request: Request, id: str) -> Response:  # noqa: A002 -- as above
    """Makes a new secret; the old one is useless at once."""
    return _secret(actions.rotate_secret(_webhook(request, id), actor=actor_of(request)))


def _secret(webhook: Webhook) -> Response:
    return Response({"secret": signing.secret_of(webhook.pk, version=webhook.secret_version)})


@extend_schema(request=None, responses={202: None})
@api_view(["POST"])
@capable(RIGHT)
def try_it(request: Request, id: str) -> Response:  # noqa: A002 -- as above
    """Sends a test; its answer appears among the calls."""
    actions.try_webhook(_webhook(request, id), actor=actor_of(request))
    return Response(status=status.HTTP_202_ACCEPTED)


@extend_schema(
    responses=inline_serializer(
        "WebhookCallPage",
        {
            "count": Whole(),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": WebhookCallRow(many=True),
        },
    ),
)
@api_view(["GET"])
@capable(RIGHT)
def call_list(request: Request, id: str) -> Response:  # noqa: A002 -- as above
    """What was sent to the webhook and what it answered, newest first."""
    paginator = PageNumber()
    page = paginator.paginate_queryset(webhook_rows.calls_of(_webhook(request, id)), request)
    return paginator.get_paginated_response(WebhookCallRow(page, many=True).data)


@extend_schema(request=None, responses={202: None})
@api_view(["POST"])
@capable(RIGHT)
def send_again(request: Request, id: str, call: str) -> Response:  # noqa: A002 -- as above
    """Sends the content of a call once more."""
    actions.send_again(_webhook(request, id), call_id=int(call), actor=actor_of(request))
    return Response(status=status.HTTP_202_ACCEPTED)
