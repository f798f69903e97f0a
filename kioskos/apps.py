from django.apps import AppConfig


class KioskosConfig(AppConfig):
    name = "kioskos"
