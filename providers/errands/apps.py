from django.apps import AppConfig


class ErrandsConfig(AppConfig):
    name = "providers.errands"
    label = "errands"
