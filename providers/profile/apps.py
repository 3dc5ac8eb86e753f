from django.apps import AppConfig


class ProfileConfig(AppConfig):
    name = "providers.profile"
    label = "profile"
