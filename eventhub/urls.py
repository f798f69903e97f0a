"""Every address of the platform host."""

from django.urls import include, path

from register.pages.urls import platform_pages

urlpatterns = [
    path("", include("eventhub.faces")),
    path("", include(platform_pages)),
]

handler400 = "eventhub.refusals.bad_request"
handler403 = "eventhub.refusals.denied"
handler404 = "eventhub.refusals.not_found"
handler500 = "eventhub.refusals.server_error"
