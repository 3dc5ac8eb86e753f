from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "providers.changes"
    label = "changes"
