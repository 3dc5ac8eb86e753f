"""`manage.py check_backups`: for whoever watches the site from outside. Its exit code is the answer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caarisma.common.backups import backups_state


class Command(BaseCommand):
    help = "Say when the newest backup was made. It fails when there is none, or it is old or small."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        state = backups_state(timezone.now())
        if state is None:
            raise CommandError("BACKUPS_DIR is not set, so nobody looks at backups here.")
        if state.trouble is not None:
            raise CommandError(f"Backups: {state.trouble}.")
        database, documents = state.size
        self.stdout.write(
            f"The newest backup is of {state.newest_at:%Y-%m-%d %H:%M} UTC: {database:,} bytes of database, "
            f"{documents:,} of documents. {state.kept} are kept."
        )
