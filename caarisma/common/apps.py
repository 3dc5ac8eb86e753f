from django.apps import AppConfig

from caarisma.common.plain_errors import speak_plainly


class CommonConfig(AppConfig):
    name = "caarisma.common"
    label = "common"

    def ready(self) -> None:
        speak_plainly()
