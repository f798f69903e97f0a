"""/app/tenant/api/"""

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from tenant.api import m2m, views

router = SimpleRouter()
router.register("events", m2m.EventViewSet, basename="event")
router.register("teams", m2m.TeamViewSet, basename="team")

ID = r"(?P<id>[0-9]{1,18})"

app_name = "tenant"
urlpatterns = [
    path("m2m/", include(router.urls)),
    path("current-event/", views.current_event, name="current-event"),
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
]
