"""Whose turn it is. Rows say when each chore last began, so many sweepers on many machines share one table.

A shared chore is done under its row's advisory lock, after another look at the row: once a period, whoever comes first.
One that is done everywhere goes by this process's own clock, and its machine has a row to show how it went.
"""

import logging
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.db.models import F
from django.utils import timezone

from caarisma.common import request_id
from caarisma.common.advisory import Lock, held
from caarisma.common.chores.declaring import Chore, Look
from caarisma.common.chores.models import ChoreRun
from caarisma.common.outages import is_database_away

log = logging.getLogger(__name__)

A_DAY: Final = timedelta(days=1)
UNFINISHED: Final = "Unfinished"  # in place of a class: whoever was at it did not live to say


def declare(chores: Iterable[Chore], *, now: datetime, machine: str = "", look: timedelta = timedelta()) -> None:
    """Have a row for each chore, and none for what is a chore no more. May run at any time, by many at once.

    `machine`: whose rows, beside the shared ones; "" for those alone. `look`: how often a sweeper looks.
    """
    chores = [chore for chore in chores if machine or not chore.everywhere]
    rows = [
        ChoreRun(
            name=chore.name,
            machine=_place(chore, machine),
            every=max(1, round(max(chore.every, look).total_seconds())),
            declared_at=now,
        )
        for chore in chores
    ]
    ChoreRun.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["name", "machine"], update_fields=["every"]
    )
    kept = {(row.name, row.machine) for row in rows}
    there = ChoreRun.objects.filter(machine__in={"", machine}).values_list("pk", "name", "machine")
    ChoreRun.objects.filter(pk__in=[pk for pk, *key in there if tuple(key) not in kept]).delete()


def forget_machines(*, now: datetime) -> int:
    """A machine that nobody heard of for a day is gone. Returns how many rows went."""
    silent = ChoreRun.objects.exclude(machine="").filter(declared_at__lt=now - A_DAY)
    return silent.exclude(last_started_at__gte=now - A_DAY).delete()[0]


def _place(chore: Chore, machine: str) -> str:
    return machine if chore.everywhere else ""


class Turns:
    """One sweeper's way through the chores."""

    def __init__(self, chores: Sequence[Chore], *, machine: str, every: timedelta, grace: timedelta) -> None:
        self.chores, self.machine, self.every, self.grace = chores, machine, every, grace
        self.begun: dict[str, float] = {}  # by chore: when it last began here, by this process's clock
        self.unfinished: set[str] = set()  # those that said there is more
        self.declared = False

    def look(self) -> bool:
        """Do what is due. Whether more waits: then there is no time for a pause."""
        self.unfinished, again = set(), self.unfinished
        try:
            close_old_connections()
            rows = self._rows()
        except Exception as error:
            _tell("looking", error)
            return False
        for chore in self.chores:
            row = rows.get((chore.name, _place(chore, self.machine)))
            if row is not None and (chore.name in again or self._is_due(chore, row)):
                self._survive(chore, row, again=chore.name in again)
        return bool(self.unfinished)

    def end(self) -> None:
        """The sweeper was told to stop. That its machine does nothing from now on worries nobody."""
        for chore in self.chores:
            if chore.stop is not None:
                chore.stop()
        with suppress(DatabaseError, InterfaceError):
            ChoreRun.objects.filter(machine=self.machine).delete()

    def _rows(self) -> dict[tuple[str, str], ChoreRun]:
        """Of all chores, also when somebody emptied the table meanwhile."""
        rows = self._rows_there()
        if not self.declared or not rows.keys() >= {(chore.name, _place(chore, self.machine)) for chore in self.chores}:
            declare(self.chores, now=timezone.now(), machine=self.machine, look=self.every)
            self.declared, rows = True, self._rows_there()
        return rows

    def _rows_there(self) -> dict[tuple[str, str], ChoreRun]:
        return {(row.name, row.machine): row for row in ChoreRun.objects.filter(machine__in=("", self.machine))}

    def _is_due(self, chore: Chore, row: ChoreRun) -> bool:
        period = max(chore.every, self.every)
        if chore.everywhere:
            begun = self.begun.get(chore.name)
            return begun is None or time.monotonic() - begun >= period.total_seconds()
        if row.last_started_at is None:
            return True
        passed = timezone.now() - row.last_started_at
        return passed >= period or -passed > period  # a clock that was set back must not stop it for long

    def _survive(self, chore: Chore, row: ChoreRun, *, again: bool) -> None:
        """A fault in one chore keeps no other from being done: nothing else ranks, hides and deletes."""
        with request_id.within():
            try:
                self._take(chore, row, again=again)
            except Exception as error:
                _tell(chore.name, error)

    def _take(self, chore: Chore, row: ChoreRun, *, again: bool) -> None:
        if chore.everywhere:
            self.begun[chore.name] = time.monotonic()
            self._do(chore, row)
            return
        with held(Lock.CHORE, row.pk) as mine:
            if not mine:
                return
            row.refresh_from_db()
            if not again and not self._is_due(chore, row):
                return
            if row.is_unfinished:
                _record_failure(row, UNFINISHED, now=timezone.now())
            self._do(chore, row)

    def _do(self, chore: Chore, row: ChoreRun) -> None:
        """Run it, and write down how that went, each in a commit of its own."""
        this, now, clock = ChoreRun.objects.filter(pk=row.pk), timezone.now(), time.monotonic()
        this.update(last_started_at=now)
        try:
            more = chore.run(Look(now=now, grace=self.grace)) is True
        except SystemExit:
            with suppress(DatabaseError, InterfaceError):
                this.update(last_started_at=row.last_started_at)  # whoever comes next begins anew
            raise
        except Exception as error:
            with suppress(DatabaseError, InterfaceError):
                connection.close_if_unusable_or_obsolete()
                _record_failure(row, type(error).__name__, now=timezone.now())
            raise
        took = round(1000 * (time.monotonic() - clock))
        this.update(last_well_at=timezone.now(), failures=0, took_ms=took)
        if more:
            self.unfinished.add(chore.name)


def _record_failure(row: ChoreRun, error: str, *, now: datetime) -> None:
    ChoreRun.objects.filter(pk=row.pk).update(last_failed_at=now, last_error=error[:80], failures=F("failures") + 1)


def _tell(name: str, error: Exception) -> None:
    if is_database_away(error):
        log.warning("database away", extra={"error": type(error).__name__, "task": name})
        connection.close()
    else:
        log.error("chore failed", exc_info=error, extra={"task": name})
