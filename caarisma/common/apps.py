from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "caarisma.common"
    label = "common"
