"""Every socket's address."""

websocket_urlpatterns: list = []
