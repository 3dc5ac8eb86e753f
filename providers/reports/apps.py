from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "providers.reports"
    label = "reports"
