"""Read a state board's file of license holders, and say what it says of our providers."""

import os
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caarisma.common.advisory import Lock
from caarisma.common.errors import UserFacingError
from providers.files.progress import ReadingProgress
from providers.files.report import csv_report, printable, terminal_report
from providers.rosters.models import RosterRun
from providers.rosters.rules.maps import SHIPPED, MapError, read_map, shipped_map
from providers.runs.license_alerts import sign_off_roster
from providers.runs.management.commands.import_leie import day, signer, today
from providers.runs.management.commands.import_nppes import open_or_explain
from providers.runs.roster_running import run_roster
from providers.vetting.registry.registry_import import only_import_running

COUNTS = ("rows_read", "rows_refused", "licenses", "looked_at", "not_found", "alerts_opened")


class Command(BaseCommand):
    help = (
        "Import a state board's roster (.csv, .csv.gz, .xls or .xlsx), described by a map: a name of ours "
        f"({', '.join(sorted(path.stem for path in SHIPPED.glob('*.toml')))}) or a TOML file. A status that got worse "
        "hides the provider at once. Running it again is safe."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("state", metavar="STATE", help="two letters, as in the map")
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--map", required=True, metavar="MAP", help="a name of ours, or a TOML file")
        parser.add_argument("--list-date", type=day, metavar="YYYY-MM-DD", help="when you got the file; else today")
        parser.add_argument("--sign-off", metavar="EMAIL", help="this member of staff answers for the run, and read it")
        parser.add_argument("--report", metavar="FILE", help="write each remark to a CSV file, not to the terminal")

    def handle(
        self,
        *,
        state: str,
        file: Path,
        list_date: date | None,
        sign_off: str | None,
        report: str | None,
        **options: Any,
    ) -> None:
        by = signer(sign_off)
        if list_date and list_date > today():
            raise CommandError("The date of the file is in the future.")
        if report and Path(report).resolve() == file.resolve():
            raise CommandError("The report would overwrite the file that is to be read. Give it another name.")
        try:
            path = Path(options["map"])
            about = read_map(path) if path.suffix == ".toml" else shipped_map(path.name)
            if about.state != state.upper():
                raise MapError(f"This map is for {about.state}, not for {state.upper()}.")
            with ExitStack() as stack:
                source = stack.enter_context(open_or_explain(str(file), "rb"))
                tell = terminal_report(self.stderr.write)
                if report:
                    out = stack.enter_context(open_or_explain(report, "w", encoding="utf-8", newline=""))
                    tell = csv_report(out)
                stack.enter_context(only_import_running(Lock.IMPORT_ROSTERS))
                size = os.fstat(source.fileno()).st_size
                reading = ReadingProgress(sys.stderr, position=source.tell, total=size)
                run = run_roster(
                    file=source, name=file.name, size=size, about=about, list_date=list_date or today(), tell=tell,
                    rows_done=reading.rows,
                )  # fmt: skip
                if by is not None:
                    sign_off_roster(run_id=run.pk, by=by, now=timezone.now())
        except UserFacingError as error:
            raise CommandError(error.message) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run it again to finish.", returncode=130) from None
        self._say(run)

    def _say(self, run: RosterRun) -> None:
        self.stdout.write(f"{run}, SHA-256 {run.file_hash}\nSource: {run.source}\nTerms: {run.terms}")
        for name in COUNTS:
            self.stdout.write(f"{name.replace('_', ' '):<22}{getattr(run, name):>10,}")
        for status, count in run.statuses.items():
            self.stdout.write(f"  {status:<20}{count:>10,}")
        for word, count in run.unseen_words.items():
            self.stdout.write(f'Not in the map: "{printable(word)}", {count} times. Nobody can sign this off.')
