"""Made-up files of the exclusion list in every state, so that the desk has one to watch, to agree on and to read."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from caarisma.accounts.models import User
from caarisma.common import private_files
from providers.demo.logins import email_of
from providers.exclusions.enums import ListChangeKind, ListKind, RunState
from providers.exclusions.models import ExclusionList, ListAgreement, ListChange, RefusedLine, SentList
from providers.files.sent_file import SentFileState
from providers.files.trays import HELD

DAY: Final = timedelta(days=1)
CONTENT: Final = b"Made up for the demonstration. No such list exists.\n"
SHORT: Final = (
    "The end of the alphabet is missing: 12 of its last 200 people. Get the file again. "
    "21 entries are gone that nobody reinstated. Get the file again."
)
LINES: Final = (
    (412, "NPI", "1234567890", "has a digit that is wrong: kept as listed, and nobody can match it", False),
    (9034, "EXCLDATE", "0", "is not a date like 20181220", True),
)
NAMES: Final = tuple(
    f"{last}, {first}" for last in ("YARROW", "ZINNIA", "ZEPHYR") for first in ("ASH", "BRIAR", "WREN")
)


@transaction.atomic
def make_demo_lists(*, now: datetime) -> int:
    """Once: what is there already stays. Returns how many files were handed in."""
    if SentList.objects.filter(is_demonstration=True).exists():
        return 0
    vetter = User.objects.get(email=email_of("vetting staff"))
    signed = ExclusionList.objects.signed().filter(is_demonstration=True).first()
    if signed:
        _name(signed, {ListChangeKind.REMOVED: 2, ListChangeKind.ADDED: 5, ListChangeKind.CHANGED: 1})
        _send(vetter, SentFileState.DONE, now=now - 20 * DAY, run=signed, file_name="UPDATED.csv")
    refused = _refused(now - 2 * DAY)
    ListAgreement.objects.create(
        exclusion_list=refused, first_at=now - DAY, first_by=vetter,
        first_why="OIG wrote that it took out 21 entries in November.",
    )  # fmt: skip
    _send(vetter, SentFileState.REFUSED, now=now - 2 * DAY, run=refused, file_name="UPDATED.csv")
    _send(vetter, SentFileState.STOPPED, now=now - DAY, kind=ListKind.REINSTATED, file_name="reinstated.csv",
          problem="It was stopped.")  # fmt: skip
    _send(vetter, SentFileState.WAITING, now=now, kind=ListKind.SUPPLEMENT, file_name="new.csv")
    return SentList.objects.filter(is_demonstration=True).count()


def _send(by: User, state: SentFileState, *, now: datetime, kind: ListKind = ListKind.FULL, **told: Any) -> None:
    folder = uuid5(NAMESPACE_URL, f"caarisma demonstration list {state}")
    private_files.write(folder, HELD, CONTENT)
    SentList.objects.create(
        kind=kind, list_date=now.date(), name=folder, file_size=len(CONTENT), file_hash=sha256(CONTENT).hexdigest(),
        sent_by=by, sent_at=now, state=state, available_at=now, is_demonstration=True, **told,
    )  # fmt: skip


def _refused(at: datetime) -> ExclusionList:
    run = ExclusionList.objects.create(
        kind=ListKind.FULL, state=RunState.REFUSED, stopped_in=RunState.COMPARING, may_be_taken=True, problem=SHORT,
        list_date=at.date(), file_name="UPDATED.csv", file_size=15_200_000,
        file_hash=sha256(b"made up and refused").hexdigest(), is_demonstration=True, rows_read=80_112, rows_refused=1,
        bytes_read=15_200_000, started_at=at, finished_at=at + timedelta(seconds=31),
    )  # fmt: skip
    RefusedLine.objects.bulk_create(
        RefusedLine(exclusion_list=run, line=line, column=column, value=value, reason=reason, row_refused=refused)
        for line, column, value, reason, refused in LINES
    )
    _name(run, {ListChangeKind.REMOVED: 9, ListChangeKind.REPLACED: 1, ListChangeKind.ADDED: 4})
    return run


def _name(run: ExclusionList, counts: dict[ListChangeKind, int]) -> None:
    """Names that nobody has."""
    ListChange.objects.bulk_create(
        ListChange(
            exclusion_list=run, kind=kind, name=name, state="NV", excluded_on=run.list_date - 400 * DAY,
            facts=["address", "zip_code"] if kind == ListChangeKind.CHANGED else [],
        )
        for kind, count in counts.items()
        for name in NAMES[:count]
    )  # fmt: skip
