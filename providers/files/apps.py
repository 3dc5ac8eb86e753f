from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "providers.files"
    label = "files"
