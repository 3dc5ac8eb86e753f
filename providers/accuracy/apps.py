from django.apps import AppConfig


class AccuracyConfig(AppConfig):
    name = "providers.accuracy"
    label = "accuracy"
