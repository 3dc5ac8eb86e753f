from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "providers.upkeep"
    label = "upkeep"
