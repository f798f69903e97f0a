"""Every address of the platform host."""

from django.urls import include, path

from web.urls import platform_pages

urlpatterns = [
    path("", include("eventhub.web.shared_urls")),
    path("", include(platform_pages)),
]

handler400 = "eventhub.web.error_pages.bad_request"
handler403 = "eventhub.web.error_pages.denied"
handler404 = "eventhub.web.error_pages.not_found"
handler500 = "eventhub.web.error_pages.server_error"
