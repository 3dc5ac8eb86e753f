from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "matching.requests"
    label = "requests"
