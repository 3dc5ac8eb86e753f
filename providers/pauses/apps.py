from django.apps import AppConfig


class PausesConfig(AppConfig):
    name = "providers.pauses"
    label = "pauses"
