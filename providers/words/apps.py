from django.apps import AppConfig


class WordsConfig(AppConfig):
    name = "providers.words"
    label = "words"
