"""The product itself as an application: commands, start-up checks, templates."""

from django.apps import AppConfig


class EventHubConfig(AppConfig):
    name = "eventhub"

    def ready(self) -> None:
        from eventhub import checks  # noqa: F401, PLC0415 -- app ready
