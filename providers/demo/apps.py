from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "providers.demo"
    label = "demo"
