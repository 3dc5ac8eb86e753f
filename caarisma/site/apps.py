from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class SiteConfig(AppConfig):
    name = "caarisma.site"
    label = "site"

    def ready(self) -> None:
        """Make our Celery application the current one, in whatever process this is."""
        import_module("caarisma.celery")
        import_module("caarisma.site.checks")
        if settings.SENTRY_DSN:
            import_module("caarisma.site.watching.reporting").start()
