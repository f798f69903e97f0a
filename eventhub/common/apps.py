from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "eventhub.common"
    label = "common"
