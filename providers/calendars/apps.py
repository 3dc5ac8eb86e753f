from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "providers.calendars"
    label = "calendars"
