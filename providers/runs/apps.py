from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "providers.runs"
    label = "runs"
