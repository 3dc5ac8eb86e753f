from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "matching.lists"
    label = "lists"
