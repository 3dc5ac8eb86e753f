from django.apps import AppConfig


class JoiningConfig(AppConfig):
    name = "providers.joining"
    label = "joining"
