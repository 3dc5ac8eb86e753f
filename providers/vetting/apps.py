from django.apps import AppConfig


class VettingConfig(AppConfig):
    name = "providers.vetting"
    label = "vetting"
