"""The provider's changes as their page shows them: each row, its state with a day, and where they can do something."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from caarisma.common.promises import answer_by
from providers.changes.selectors import ChangeRow
from providers.screening.enums import ChangeState, CheckKind, Fact
from providers.screening.rules.case_rules import Block
from providers.screening.rules.due import OFFICE_ZONE

# Where each thing is said again.
PAGES: Final = {
    Fact.NAME: "details", Fact.SUPERVISOR: "supervisor", Fact.BOARD: "board", Fact.INSURANCE: "insurance",
    Fact.IDENTITY: "identity", Fact.PRODUCTS: "products", Fact.PLACE: "places", Fact.LICENSE: "licenses",
}  # fmt: skip
# What is owed, and the page where it is sent.
OWED_AT: Final = {Block.NO_LICENSE: "license_add", Block.NO_SUPERVISOR: "supervisor", Block.NO_PRODUCT: "products"}
PAPER_AT: Final = {CheckKind.IDENTITY.value: "identity", CheckKind.INSURANCE.value: "insurance"}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    row: ChangeRow
    state: str
    when: str
    url: str
    task: str


def change_lines(rows: Iterable[ChangeRow]) -> list[ChangeLine]:
    return [_line(row) for row in rows]


def _line(row: ChangeRow) -> ChangeLine:
    url, task = _where(row)
    return ChangeLine(row, _state(row), _when(row), url, task)


def _state(row: ChangeRow) -> str:
    change = row.change
    if change.state == ChangeState.WITH_US and change.case.due_at:
        due_at = change.case.due_at.astimezone(OFFICE_ZONE)
        return _("With us.") + " " + answer_by(due_at, now=timezone.now(), form="M j")
    if change.ended_at is None:
        return str(change.get_state_display())
    said = {
        ChangeState.LIVE.value: _("Live since %s"),
        ChangeState.TURNED_DOWN.value: _("Turned down on %s"),
        ChangeState.TAKEN_BACK.value: _("You took it back on %s"),
    }
    return said[change.state] % _day(change.ended_at)


def _when(row: ChangeRow) -> str:
    sent = row.change.case.sent_at
    return _("Sent on %s") % _day(sent) if row.is_open and sent else ""


def _day(at: datetime) -> str:
    return date_format(at.astimezone(OFFICE_ZONE), "M j")


def _where(row: ChangeRow) -> tuple[str, str]:
    """The page for the first thing that the provider owes; else where it was said."""
    change, owed = row.change, row.owed
    if owed:
        page = PAPER_AT.get(owed[0].about) or OWED_AT.get(owed[0].block) or PAGES[Fact(change.fact)]
        return reverse(f"provider:{page}"), _("Send what is missing")
    page = PAGES[Fact(change.fact)] if change.about != "specialty" else "details"
    if change.state == ChangeState.NEEDS_YOU or change.state == ChangeState.TURNED_DOWN:
        return _page_of(row, page), _("Change it")
    return "", ""


def _page_of(row: ChangeRow, page: str) -> str:
    values = row.change.values
    if "license" in values:
        return reverse("provider:license", args=[values["license"]])
    if "location" in values:
        return reverse("provider:place", args=[values["location"]])
    return reverse(f"provider:{page}")
