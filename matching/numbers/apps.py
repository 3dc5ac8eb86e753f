from django.apps import AppConfig


class NumbersConfig(AppConfig):
    name = "matching.numbers"
    label = "numbers"
