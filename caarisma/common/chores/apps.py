from django.apps import AppConfig


class ChoresConfig(AppConfig):
    name = "caarisma.common.chores"
    label = "chores"
    verbose_name = "Chores"
