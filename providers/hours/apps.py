from django.apps import AppConfig


class HoursConfig(AppConfig):
    name = "providers.hours"
    label = "hours"
