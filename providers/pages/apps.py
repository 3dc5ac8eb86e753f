from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "providers.pages"
    label = "pages"
