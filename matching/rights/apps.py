from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "matching.rights"
    label = "rights"
