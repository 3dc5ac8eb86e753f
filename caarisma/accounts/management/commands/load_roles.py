"""`manage.py load_roles`: the permission groups of the desk, as caarisma/accounts/roles.py says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from caarisma.accounts.roles import UnknownPermission, load_roles


class Command(BaseCommand):
    help = "Make or mend the permission groups of the desk. May run at any time."

    def handle(self, **options: Any) -> None:
        try:
            counts = load_roles()
        except UnknownPermission as error:
            raise CommandError(error.message) from None
        self.stdout.write(f"roles: {', '.join(counts)}")
