"""Every address of an organizer's own host: a subdomain of the platform's, or a domain of theirs."""

from django.urls import include, path

from web.urls import organizer_pages

urlpatterns = [
    path("", include("eventhub.web.shared_urls")),
    path("", include(organizer_pages)),
]

handler400 = "eventhub.web.error_pages.bad_request"
handler403 = "eventhub.web.error_pages.denied"
handler404 = "eventhub.web.error_pages.not_found"
handler500 = "eventhub.web.error_pages.server_error"
