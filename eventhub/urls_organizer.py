"""Every address of an organizer's own host: a subdomain of the platform's, or a domain of theirs."""

from django.urls import include, path

from register.pages.urls import organizer_pages

urlpatterns = [
    path("", include("eventhub.faces")),
    path("", include(organizer_pages)),
]

handler400 = "eventhub.refusals.bad_request"
handler403 = "eventhub.refusals.denied"
handler404 = "eventhub.refusals.not_found"
handler500 = "eventhub.refusals.server_error"
