from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "providers.teams"
    label = "teams"
