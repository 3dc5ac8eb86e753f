from django.apps import AppConfig


class AccessTrailConfig(AppConfig):
    name = "caarisma.access_trail"
    label = "access_trail"
