from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "matching.insights"
    label = "insights"
