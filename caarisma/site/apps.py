from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "caarisma.site"
    label = "site"
