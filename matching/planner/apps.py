from django.apps import AppConfig


class PlannerConfig(AppConfig):
    name = "matching.planner"
    label = "planner"
