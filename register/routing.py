"""The sockets of /ws/register/"""

from django.urls import URLPattern, path

from register.consumers import LiveConsumer

websocket_urlpatterns: list[URLPattern] = [
    path("ws/register/live/", LiveConsumer.as_asgi()),
]
