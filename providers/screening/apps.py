from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "providers.screening"
    label = "screening"
