from django.apps import AppConfig


class TalliesConfig(AppConfig):
    name = "caarisma.common.tallies"
    label = "tallies"
    verbose_name = "Tallies"
