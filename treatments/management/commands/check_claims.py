from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from treatments.guide.withheld import withheld_claims
from treatments.selectors import CatalogNotLoaded


class Command(BaseCommand):
    help = "Name every claim that a page should print and may not today: held, rejected, draft, overdue or not there."

    def handle(self, **options: Any) -> None:
        """Exit code 1 if there is one."""
        try:
            found = withheld_claims(on=timezone.localdate())
        except CatalogNotLoaded as error:
            raise CommandError(str(error)) from None
        for one in found:
            self.stdout.write(f"{one.href}: {one.slug} is {one.why}")
        if found:
            raise CommandError('For these claims the pages say "We are checking this".')
        self.stdout.write("every claim that the guide and the check print may be printed today")
