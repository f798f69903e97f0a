"""The addresses that every host of ours has."""

from django.urls import path

from eventhub import health

urlpatterns: list = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
