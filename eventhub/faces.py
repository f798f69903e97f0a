"""The addresses that every host of ours has."""

from django.urls import URLPattern, path

from eventhub import health

urlpatterns: list[URLPattern] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
