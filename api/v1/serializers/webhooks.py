"""The shapes of webhooks, in and out. What may be called is decided by tenant.webhooks.actions."""

from rest_framework import serializers

from api.v1.serializers.fields import Strings
from eventhub.common.http.serializers import Flag, Id, Line
from tenant.webhooks.destinations import LONGEST


class WebhookInput(serializers.Serializer):
    """What POST, PUT and PATCH take."""

    enabled = Flag(required=False)
    target_url = Line(max_length=LONGEST)
    all_events = Flag(required=False)
    limit_events = Strings(required=False)
    action_types = Strings()
    comment = Line(required=False, allow_blank=True, max_length=250)


class WebhookDocument(WebhookInput):
    """A webhook."""

    id = Id(read_only=True)


class NewWebhookDocument(WebhookDocument):
    """A webhook and the secret that its calls are signed with."""

    secret = Line(read_only=True)


class SecretDocument(serializers.Serializer):
    """The secret that a webhook's calls are signed with from now on."""

    id = Id(read_only=True)
    secret = Line(read_only=True)
