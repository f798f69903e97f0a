"""Every address of the platform host."""

from django.urls import include, path

urlpatterns = [
    path("", include("eventhub.faces")),
]
