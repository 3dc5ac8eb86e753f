from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "providers.registry"
    label = "registry"
