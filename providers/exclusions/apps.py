from django.apps import AppConfig


class ExclusionsConfig(AppConfig):
    name = "providers.exclusions"
    label = "exclusions"
