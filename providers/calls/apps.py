from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "providers.calls"
    label = "calls"
