from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "eventhub.common"
    label = "common"

    def ready(self) -> None:
        from eventhub.common.db import lookups  # noqa: F401, PLC0415 -- app ready: registers itself
