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
from providers.exclusions.enums import ListKind, RunState
from providers.exclusions.leie.layout import NotLeieError, read_rows
from providers.exclusions.leie.records import parse
from providers.exclusions.leie.shape import Shape
from providers.exclusions.leie.source import kind_by_name, list_date_of, sha256_of
from providers.exclusions.models import ExclusionList
from providers.exclusions.services.list_import import (
    ListFile,
    ListFileRefused,
    apply_list,
    end_run,
    read_list,
    start_run,
)
from providers.files.progress import ReadingProgress
from providers.files.report import Tell, csv_report, terminal_report
from providers.registry.nppes.layout import NotNppesError
from providers.registry.nppes.source import unpacked
from providers.vetting.exclusions.checks import renewed_words, sign_off
from providers.vetting.exclusions.matching import match_exclusions
from providers.vetting.management.commands.import_nppes import BROKEN_PACKING, open_or_explain
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
        parser.add_argument(
            "--force",
            action="store_true",
            help="take a file that does not look like what it should be; never one that is cut off or was damaged",
        )
        parser.add_argument("--sign-off", metavar="EMAIL", help="this member of staff answers for the run, and read it")
        parser.add_argument("--report", metavar="FILE", help="write each remark to a CSV file, not to the terminal")

    def handle(
        self, *, file: Path, supplement: bool, reinstated: bool, list_date: date | None, force: bool,
        sign_off: str | None, report: str | None, **_: Any,
    ) -> None:  # fmt: skip
        kind = ListKind.SUPPLEMENT if supplement else ListKind.REINSTATED if reinstated else ListKind.FULL
        by = signer(sign_off)
        if list_date and list_date > today():
            raise CommandError("The date of the list is in the future: checks would count for longer than they may.")
        try:
            with ExitStack() as stack:
                source = stack.enter_context(open_or_explain(str(file), "rb"))
                tell = stack.enter_context(self._teller(report, file))
                if not force:
                    require_fitting_name(file, kind)
                stack.enter_context(only_import_running(Lock.IMPORT_LISTS))
                about = ListFile(
                    kind=kind,
                    list_date=list_date or list_date_of(file, today=today()),
                    name=file.name,
                    size=os.fstat(source.fileno()).st_size,
                    hash=sha256_of(source),
                )
                run = start_run(file=about, now=timezone.now())
                self.stdout.write(f"{run}, {about.size:,} bytes, SHA-256 {about.hash}")
                self._run(run.pk, source, kind=kind, force=force, tell=tell)
                self._sign_off(run.pk, by)
        except UserFacingError as error:
            raise CommandError(error.message) from error
        self._say(run.pk)

    def _run(self, list_id: int, source: io.BufferedReader, *, kind: ListKind, force: bool, tell: Tell) -> None:
        """All steps. Whatever stops them is written to the run, and leaves the list in use as the last step left it."""
        try:
            damage = self._read(list_id, source, kind=kind, tell=tell)
            apply_list(list_id=list_id, force=force, now=timezone.now(), damage=damage)
            progress = ReadingProgress(sys.stderr, position=lambda: 0, total=None)
            for checked in match_exclusions(list_id=list_id, now=timezone.now()):
                progress.rows(checked)
        except ListFileRefused as error:
            end_run(list_id=list_id, state=RunState.REFUSED, problem=error.message, now=timezone.now())
            forced = " --force takes it all the same." if error.may_be_forced else ""
            raise UserFacingError(f"{error.message} Nothing was changed.{forced}") from error
        except NotNppesError as error:
            raise failed(list_id, "The file is not plain CSV: unpack it first, and save it as UTF-8.") from error
        except NotLeieError as error:
            raise failed(list_id, error.message) from error
        except BROKEN_PACKING as error:
            raise failed(list_id, "The file ends or breaks in the middle. Get it again, and run this again.") from error
        except KeyboardInterrupt:
            failed(list_id, "It was stopped by hand.")
            raise CommandError("Stopped. Run it again to finish.", returncode=130) from None
        except Exception:
            failed(list_id, "It broke off with an error. The log says more.")
            raise
        end_run(list_id=list_id, state=RunState.DONE, now=timezone.now())

    def _read(self, list_id: int, source: io.BufferedReader, *, kind: ListKind, tell: Tell) -> str:
        """What is damaged about the file as a whole, "" for nothing."""
        year, shape = timezone.now().year, Shape()
        progress = ReadingProgress(sys.stderr, position=source.tell, total=os.fstat(source.fileno()).st_size)
        rows = (parse(row, kind=kind, year=year) for row in read_rows(unpacked(source), shape))
        read = 0
        for read in read_list(list_id=list_id, rows=rows, tell=tell):
            progress.rows(read)
        progress.done(read)
        return shape.damage(kind)

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
            self.stdout.write(f"Forced: {run.problem}")
        for name in COUNTS:
            self.stdout.write(f"{name.replace('_', ' '):<22}{getattr(run, name):>10,}")


def failed(list_id: int, problem: str) -> UserFacingError:
    end_run(list_id=list_id, state=RunState.FAILED, problem=problem, now=timezone.now())
    return UserFacingError(problem)


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


def require_fitting_name(file: Path, kind: ListKind) -> None:
    """A supplement read as the full list would take nearly everybody off it."""
    named = kind_by_name(file)
    if named is not None and named != kind:
        raise UserFacingError(
            f'By its name "{file.name}" is another kind of file: {named.label}. Give the option for that, see --help.'
        )
