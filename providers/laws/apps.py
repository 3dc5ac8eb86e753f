from django.apps import AppConfig


class LawsConfig(AppConfig):
    name = "providers.laws"
    label = "laws"
