from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "providers.letters"
    label = "letters"
