"""`manage.py load_chores`: have a row for each chore. So the desk also sees a sweeper that never came."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from caarisma.common.chores.turns import declare
from caarisma.site.chores import CHORES


class Command(BaseCommand):
    help = (
        "Have a row for each chore that one sweeper does for all, and none for what is a chore no more. May run again."
    )

    def handle(self, **options: Any) -> None:
        declare(CHORES, now=timezone.now())
