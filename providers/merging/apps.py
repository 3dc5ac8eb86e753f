from django.apps import AppConfig


class MergingConfig(AppConfig):
    name = "providers.merging"
    label = "merging"
