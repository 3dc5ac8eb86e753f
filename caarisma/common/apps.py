from django.apps import AppConfig

from caarisma.common.plain_errors import speak_plainly

speak_plainly()  # not in ready(): the admin's is called first, and imports forms, which read their words once


class CommonConfig(AppConfig):
    name = "caarisma.common"
    label = "common"
