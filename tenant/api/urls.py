"""/app/tenant/api/"""

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from tenant.api import devices, log, m2m, views, webhooks

ABOUT = "Events, their organizer, teams, devices and webhooks."
router = SimpleRouter()
router.register("events", m2m.EventViewSet, basename="event")
router.register("meta-properties", m2m.MetaPropertyViewSet, basename="meta-property")
router.register("teams", m2m.TeamViewSet, basename="team")
router.register("devices", devices.DeviceViewSet, basename="device")
router.register("gates", devices.GateViewSet, basename="gate")
router.register("webhooks", webhooks.WebhookViewSet, basename="webhook")

ID = r"(?P<id>[0-9]{1,18})"

app_name = "tenant"
urlpatterns = [
    path("m2m/", include(router.urls)),
    path("current-event/", views.current_event, name="current-event"),
    path("log/", log.log_list, name="log"),
    path("plugins/", views.plugin_list, name="plugins"),
    re_path(rf"^teams/{ID}/invites/$", views.invite_list, name="team-invites"),
    re_path(
        rf"^teams/{ID}/invites/(?P<invite>[0-9]{{1,18}})/$", views.invite_detail, name="team-invite"
    ),
    re_path(
        rf"^teams/{ID}/members/(?P<email>[^/\x00]{{3,254}})/$",
        views.member_detail,
        name="team-member",
    ),
    re_path(rf"^teams/{ID}/tokens/$", views.token_list, name="team-tokens"),
    re_path(
        rf"^teams/{ID}/tokens/(?P<token>[0-9]{{1,18}})/$", views.token_detail, name="team-token"
    ),
    path("devices/profiles/", devices.profile_list, name="device-profiles"),
    path("webhooks/types/", webhooks.type_list, name="webhook-types"),
    re_path(rf"^webhooks/{ID}/secret/$", webhooks.secret, name="webhook-secret"),
    re_path(rf"^webhooks/{ID}/rotate/$", webhooks.rotate, name="webhook-rotate"),
    re_path(rf"^webhooks/{ID}/test/$", webhooks.try_it, name="webhook-test"),
    re_path(rf"^webhooks/{ID}/calls/$", webhooks.call_list, name="webhook-calls"),
    re_path(
        rf"^webhooks/{ID}/calls/(?P<call>[0-9]{{1,18}})/resend/$",
        webhooks.send_again,
        name="webhook-resend",
    ),
]
