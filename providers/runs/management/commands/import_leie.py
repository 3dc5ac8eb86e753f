"""Read a file of the federal exclusion list, match it with our providers, and say what came of it."""

import io
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caarisma.accounts.models import User
from caarisma.common.advisory import Lock
from caarisma.common.errors import UserFacingError
from providers.exclusions.enums import ListKind
from providers.exclusions.leie.source import list_date_of, sha256_of
from providers.exclusions.models import ExclusionList
from providers.exclusions.services.list_import import ListFile
from providers.exclusions.services.sending import require_fitting_name
from providers.files.progress import ReadingProgress
from providers.files.report import Tell, csv_report, terminal_report
from providers.runs.management.commands.import_nppes import open_or_explain
from providers.runs.running import ReadingWatch, run_list
from providers.vetting.exclusions.checks import renewed_words, sign_off
from providers.vetting.registry.registry_import import only_import_running

COUNTS = (
    *("rows_read", "rows_refused", "duplicates", "added", "changed", "removed", "records"),
    *("providers_checked", "new_exact_matches", "new_near_matches", "checks_renewed"),
)


class Command(BaseCommand):
    help = (
        "Import a file of the OIG LEIE (.csv or .csv.gz) and match it with all providers. Without an option: the full "
        "list UPDATED.csv, which replaces the one in use, all at once. Stopped in the middle it leaves the list before "
        "it in use; running it again is safe and ends the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the data file, packed with gzip or not")
        kind = parser.add_mutually_exclusive_group()
        kind.add_argument("--supplement", action="store_true", help="a month's new exclusions: adds to the list in use")
        kind.add_argument("--reinstated", action="store_true", help="a month's reinstatements: takes entries out")
        parser.add_argument("--list-date", type=day, metavar="YYYY-MM-DD", help="else from the file's name or its date")
        parser.add_argument("--sign-off", metavar="EMAIL", help="this member of staff answers for the run, and read it")
        parser.add_argument("--report", metavar="FILE", help="write each remark to a CSV file, not to the terminal")

    def handle(
        self, *, file: Path, supplement: bool, reinstated: bool, list_date: date | None, sign_off: str | None,
        report: str | None, **_: Any,
    ) -> None:  # fmt: skip
        kind = ListKind.SUPPLEMENT if supplement else ListKind.REINSTATED if reinstated else ListKind.FULL
        by = signer(sign_off)
        if list_date and list_date > today():
            raise CommandError("The date of the list is in the future: checks would count for longer than they may.")
        try:
            with ExitStack() as stack:
                source = stack.enter_context(open_or_explain(str(file), "rb"))
                tell = stack.enter_context(self._teller(report, file))
                require_fitting_name(file.name, kind)
                stack.enter_context(only_import_running(Lock.IMPORT_LISTS))
                about = ListFile(
                    kind=kind,
                    list_date=list_date or list_date_of(file, today=today()),
                    name=file.name,
                    size=os.fstat(source.fileno()).st_size,
                    hash=sha256_of(source),
                )
                run = run_list(file=about, source=source, tell=tell, watch=self._watch(source))
                self._sign_off(run.pk, by)
        except UserFacingError as error:
            raise CommandError(error.message) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run it again to finish.", returncode=130) from None
        self._say(run.pk)

    def _watch(self, source: io.BufferedReader) -> ReadingWatch:
        """Draws how far it is: the rows with the share of the file, then the providers."""
        reading = ReadingProgress(sys.stderr, position=source.tell, total=os.fstat(source.fileno()).st_size)
        matching = ReadingProgress(sys.stderr, position=lambda: 0, total=None)

        def began(run: ExclusionList) -> None:
            self.stdout.write(f"{run}, {run.file_size:,} bytes, SHA-256 {run.file_hash}")

        return ReadingWatch(began=began, rows=reading.rows, providers=matching.rows)

    def _sign_off(self, list_id: int, by: User | None) -> None:
        if by is None:
            self.stdout.write("Not signed off: checks of providers are renewed once a person signs it off at the desk.")
        else:
            self.stdout.write(renewed_words(sign_off(list_id=list_id, by=by, now=timezone.now())))

    @contextmanager
    def _teller(self, report: str | None, source: Path) -> Iterator[Tell]:
        if report is None:
            yield terminal_report(self.stderr.write)
            return
        if Path(report).resolve() == source.resolve():
            raise CommandError("The report would overwrite the file that is to be read. Give it another name.")
        with open_or_explain(report, "w", encoding="utf-8", newline="") as out:
            yield csv_report(out)

    def _say(self, list_id: int) -> None:
        run = ExclusionList.objects.get(pk=list_id)
        if run.forced:
            self.stdout.write(f"Two people took it in spite of this: {run.problem}")
        for name in COUNTS:
            self.stdout.write(f"{name.replace('_', ' '):<22}{getattr(run, name):>10,}")


def today() -> date:
    return timezone.localdate()


def day(text: str) -> date:
    return date.fromisoformat(text)


def signer(email: str | None) -> User | None:
    if email is None:
        return None
    found = User.objects.filter(email=email.strip().lower(), is_staff=True, is_active=True).first()
    if found is None:
        raise CommandError(f"{email} is not the address of an active member of staff.")
    return found
