from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "caarisma.common.outbox"
    label = "outbox"
