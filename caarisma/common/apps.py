from django.apps import AppConfig
from django.conf import settings

from caarisma.common.plain_errors import speak_plainly

speak_plainly()  # not in ready(): the admin's is called first, and imports forms, which read their words once


class CommonConfig(AppConfig):
    name = "caarisma.common"
    label = "common"

    def ready(self) -> None:
        from caarisma.common.waiting import wait_no_longer_than_a_page_may

        if settings.STATEMENT_TIMEOUT_SECONDS:  # as the web service has it, and no other
            wait_no_longer_than_a_page_may()
