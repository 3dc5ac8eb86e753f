from django.apps import AppConfig


class WorklistsConfig(AppConfig):
    name = "providers.worklists"
    label = "worklists"
