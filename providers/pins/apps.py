from django.apps import AppConfig


class PinsConfig(AppConfig):
    name = "providers.pins"
    label = "pins"
