"""Read what NPPES publishes: profiles to invite, none of them listed, and NPIs that are no longer in use."""

import io
import os
import shutil
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caarisma.common.errors import UserFacingError
from providers.directory.us import STATES
from providers.files.packing import BROKEN_PACKING
from providers.files.progress import ReadingProgress
from providers.files.report import Tell, csv_report, terminal_report
from providers.registry.nppes.records import NppesScope, parse
from providers.registry.nppes.source import rows_of
from providers.registry.nppes.taxonomy import DEFAULT_TAXONOMIES, TAXONOMIES
from providers.vetting.registry.registry_import import Count, Tally, import_registry, look_through, only_import_running


class Command(BaseCommand):
    help = (
        "Import individual providers from an NPPES file as unlisted, unclaimed profiles, and mark NPIs that were "
        "deactivated. FILE is the monthly or a weekly data file, or the report of deactivated NPIs: as CMS publishes "
        "it (.zip) or unpacked (.csv, .csv.gz, .xlsx; - reads standard input). May run again and again: what is here "
        "already and right stays as it is. Claimed profiles, verified licenses and demonstration providers are never "
        "changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the file as CMS publishes it, packed or not; - reads stdin")
        parser.add_argument(
            "--taxonomy",
            action="append",
            metavar="CODE",
            help="keep only this NUCC taxonomy; may be given several times. Without it: skin and plastic specialties, "
            "nurse practitioners, physician assistants and registered nurses (providers/registry/nppes/taxonomy.py)",
        )
        parser.add_argument("--states", metavar="CA,NV", help="keep only who practices in these states")
        parser.add_argument("--report", metavar="FILE", help="write what is refused to a CSV file, not to the terminal")

    def handle(
        self, *, file: str, taxonomy: list[str] | None, states: str | None, report: str | None, **_: Any
    ) -> None:
        scope = NppesScope(taxonomies=chosen_taxonomies(taxonomy), states=chosen_states(states))
        tally: Tally = Tally()
        try:
            with ExitStack() as stack:
                source = stack.enter_context(opened(file))
                tell = stack.enter_context(self._teller(report, source=file))
                stack.enter_context(only_import_running())
                self._read(source, scope=scope, tally=tally, tell=tell)
        except UserFacingError as error:
            raise CommandError(error.message) from error
        except BROKEN_PACKING as error:
            self._say(tally)
            raise CommandError("The file ends or breaks in the middle. Get it again, and run this again.") from error
        except KeyboardInterrupt:
            self._say(tally)
            raise CommandError("Stopped. Run it again to finish: what is stored stays.", returncode=130) from None
        self._say(tally)

    def _read(self, source: io.BufferedReader, *, scope: NppesScope, tally: Tally, tell: Tell) -> None:
        """Twice: whether the file is what it should be is known at its end, and by then much would be written."""
        self._watched(source, look_through(records=(parse(row, scope) for row in rows_of(source)), tell=tell))
        source.seek(0)
        records = (parse(row, scope) for row in rows_of(source))
        name = Path(str(source.name)).name
        steps = import_registry(records=records, tally=tally, tell=tell, now=timezone.now(), file=name)
        self._watched(source, steps)

    def _watched(self, source: io.BufferedReader, steps: Iterator[int]) -> None:
        progress, read = ReadingProgress(sys.stderr, position=source.tell, total=os.fstat(source.fileno()).st_size), 0
        for read in steps:
            progress.rows(read)
        progress.done(read)

    @contextmanager
    def _teller(self, report: str | None, *, source: str) -> Iterator[Tell]:
        if report is None:
            yield terminal_report(self.stderr.write)
            return
        if source != "-" and Path(report).resolve() == Path(source).resolve():
            raise CommandError("The report would overwrite the file that is to be read. Give it another name.")
        with open_or_explain(report, "w", encoding="utf-8", newline="") as out:
            yield csv_report(out)

    def _say(self, tally: Tally) -> None:
        for count in Count:
            self.stdout.write(f"{count.value:<27}{tally[count]:>12,}")


def chosen_taxonomies(codes: list[str] | None) -> frozenset[str]:
    if not codes:
        return DEFAULT_TAXONOMIES
    for code in codes:
        if code not in TAXONOMIES:
            known = "\n".join(f"  {known}  {taxonomy.specialty}" for known, taxonomy in TAXONOMIES.items())
            raise CommandError(f"The directory has no profession for taxonomy {code}. It knows:\n{known}")
    return frozenset(codes)


def chosen_states(text: str | None) -> frozenset[str] | None:
    if text is None:
        return None
    states = frozenset(state.strip().upper() for state in text.split(","))
    for state in sorted(states - STATES.keys()):
        raise CommandError(f'"{state}" is not a state. Write them like CA,NV.')
    return states


@contextmanager
def opened(file: str) -> Iterator[io.BufferedReader]:
    if file == "-":
        with tempfile.TemporaryFile() as kept:  # a pipe runs by once, and the file is read twice
            shutil.copyfileobj(sys.stdin.buffer, kept)
            kept.seek(0)
            with open(kept.fileno(), "rb", closefd=False) as source:
                yield source
    else:
        with open_or_explain(file, "rb") as source:
            yield source


def open_or_explain(file: str, mode: str, **how: str) -> Any:
    try:
        return Path(file).open(mode, **how)  # type: ignore[call-overload]
    except OSError as error:
        raise CommandError(f"Cannot open {file}: {error.strerror}.") from error
