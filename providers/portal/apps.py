from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "providers.portal"
    label = "portal"
