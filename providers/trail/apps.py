from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "providers.trail"
    label = "trail"
