from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "providers.desk"
    label = "desk"
