from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created

from caarisma.common.only_utf8 import read_only_utf8
from caarisma.common.plain_errors import speak_plainly

read_only_utf8()
speak_plainly()  # not in ready(): the admin's is called first, and imports forms, which read their words once


class CommonConfig(AppConfig):
    name = "caarisma.common"
    label = "common"

    def ready(self) -> None:
        from caarisma.common.said_in_sql import say_from_now_on
        from caarisma.common.waiting import wait_no_longer_than_a_page_may

        connection_created.connect(say_from_now_on, dispatch_uid="said_in_sql")
        if settings.STATEMENT_TIMEOUT_SECONDS:  # as the web service has it, and no other
            wait_no_longer_than_a_page_may()
