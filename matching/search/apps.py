from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "matching.search"
    label = "search"
