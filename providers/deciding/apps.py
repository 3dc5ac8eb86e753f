from django.apps import AppConfig


class DecidingConfig(AppConfig):
    name = "providers.deciding"
    label = "deciding"
