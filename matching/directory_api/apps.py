from django.apps import AppConfig


class DirectoryApiConfig(AppConfig):
    name = "matching.directory_api"
    label = "directory_api"
