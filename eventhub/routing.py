"""Every socket's address, as the floors bring them in their `routing.py`."""

from django.urls import URLPattern

from eventhub.common import floors

websocket_urlpatterns: list[URLPattern] = [
    address for _, routing in floors.brought("routing") for address in routing.websocket_urlpatterns
]
