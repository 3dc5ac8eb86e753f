from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "providers.supervision"
    label = "supervision"
