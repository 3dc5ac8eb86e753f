from django.apps import AppConfig


class AftercareConfig(AppConfig):
    name = "matching.aftercare"
    label = "aftercare"
