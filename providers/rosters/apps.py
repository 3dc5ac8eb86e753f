from django.apps import AppConfig


class RostersConfig(AppConfig):
    name = "providers.rosters"
    label = "rosters"
