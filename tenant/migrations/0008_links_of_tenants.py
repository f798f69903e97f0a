from django.db import migrations

from eventhub.common.db.link_migrations import End, Link, own

EVENT = End("event", "tenant.Event", "tenant_event")
LINKS = (
    Link(
        "TeamEvent", "tenant_team_limit_events", "limit_events", "teams",
        End("team", "tenant.Team", "tenant_team"), EVENT,
        was_unique="tenant_team_limit_events_team_id_event_id_2dd9f17b_uniq",
    ),
    Link(
        "DeviceEvent", "tenant_device_limit_events", "limit_events", "devices",
        End("device", "tenant.Device", "tenant_device"), EVENT,
        was_unique="tenant_device_limit_events_device_id_event_id_56591804_uniq",
    ),
    Link(
        "WebhookEvent", "tenant_webhook_limit_events", "limit_events", "webhooks",
        End("webhook", "tenant.Webhook", "tenant_webhook"), EVENT,
        was_unique="tenant_webhook_limit_events_webhook_id_event_id_1f18f967_uniq",
    ),
)


class Migration(migrations.Migration):
    """Rows of many-to-many relations know their tenant."""

    dependencies = [
        ('tenant', '0007_devices_last_seen'),
    ]

    operations = [operation for link in LINKS for operation in own(link)]
