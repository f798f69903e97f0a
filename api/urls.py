"""The public APIs: foreign dialects over the same actions and queries."""

from django.urls import include, path

urlpatterns = [
    path("v1/", include("api.v1.urls")),
]
