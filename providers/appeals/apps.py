from django.apps import AppConfig


class AppealsConfig(AppConfig):
    name = "providers.appeals"
    label = "appeals"
