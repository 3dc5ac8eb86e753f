"""What the desk shows of the rules of the states: which to read next, what stands, and what stood."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matching.search.models import Intake
from providers.directory.enums import Profession
from providers.directory.geocoding.zip_codes import UnknownZipError, zip_place
from providers.directory.models import PracticeLocation
from providers.directory.us import STATES
from providers.screening.enums import OPEN_CASES, ReadingStatus
from providers.screening.models import RuleReading
from providers.screening.rules.state_rules import RULE_GOOD_FOR

SOON: Final = timedelta(days=90)  # so much before a law ends, or a reading is a year old, it is on the list
# In this order: what waits for one look only, what we were late with, what keeps people out without and with a lead.
TO_DO: Final[dict[str, Promise]] = {
    "second": _("Waits for a second reader"),
    "overdue": _("Read more than 12 months ago"),
    "ends": _("Ends soon, or has ended"),
    "unread": _("Nobody has read the law: it blocks"),
    "sourced": _("A source says something; the law is unread: it blocks"),
    "soon": _("To be read again soon"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LawRow:
    """A state's rule for one license, and who waits for it."""

    state: str
    profession: Profession
    current: RuleReading | None  # in force today, or the lead that waits to be read
    waiting_reading: RuleReading | None
    due: date | None  # read again by then
    to_do: str  # of TO_DO, or ""
    providers: int  # with an open case
    searches: int  # that are kept, in the state

    @property
    def name(self) -> str:
        return STATES[self.state]

    @property
    def says(self) -> Promise | str:
        return TO_DO.get(self.to_do, _("In order"))


def law_rows(*, now: datetime, today: date) -> list[LawRow]:
    """Every state and license, most wanted first: who waits for a decision, then who searches there. Five queries."""
    counting = RuleReading.objects.counting().filter(Q(counts_until=None) | Q(counts_until__gte=today))
    leads = RuleReading.objects.leads()
    current = {(row.state, row.profession): row for row in leads}
    current |= {(row.state, row.profession): row for row in in_force_first(counting.filter(counts_from__lte=today))}
    waiting = {(row.state, row.profession): row for row in RuleReading.objects.waiting().select_related("read_by")}
    providers, searches = _waiting_providers(), _searches(now)
    rows = [
        _row(state, Profession(job), current.get((state, job)), waiting.get((state, job)), providers, searches, today)
        for state in STATES
        for job in Profession.values
    ]
    order = list(TO_DO)
    return sorted(
        rows, key=lambda row: (not row.to_do, -row.providers, -row.searches, order.index(row.to_do or order[-1]))
    )


def in_force_first(rows: Iterable[RuleReading]) -> list[RuleReading]:
    """The one that a page calls "in force" last: of a real and a made-up one, the one that lets."""
    return sorted(rows, key=lambda row: (row.lets, row.is_demonstration, row.pk))


def _row(
    state: str, job: Profession, current: RuleReading | None, waiting: RuleReading | None,
    providers: Counter[tuple[str, str]], searches: Counter[str], today: date,
) -> LawRow:  # fmt: skip
    due = current.read_on + RULE_GOOD_FOR if current and current.read_on else None
    return LawRow(
        state=state, profession=job, current=current, waiting_reading=waiting, due=due,
        to_do="second" if waiting else _to_do(current, due, today),
        providers=providers[state, job], searches=searches[state],
    )  # fmt: skip


def _to_do(current: RuleReading | None, due: date | None, today: date) -> str:
    if current is None:
        return "ends"
    if current.counts_from is None:
        return "sourced"
    if current.status == ReadingStatus.UNVERIFIED:
        return "unread"
    if current.counts_until and current.counts_until <= today + SOON:
        return "ends"
    if due is None or due < today:
        return "overdue"
    if current.status == ReadingStatus.SOURCED:
        return "sourced"
    return "soon" if due <= today + SOON else ""


def _waiting_providers() -> Counter[tuple[str, str]]:
    """(state, profession) -> providers with an open case and a clinic there."""
    places = PracticeLocation.objects.filter(provider__screening_cases__status__in=OPEN_CASES)
    rows = places.order_by().values_list("state", "provider__profession", "provider").distinct()
    return Counter((state, job) for state, job, _provider in rows)


def _searches(now: datetime) -> Counter[str]:
    """State -> searches that are kept. Of a search only its ZIP code is read."""
    found: Counter[str] = Counter()
    for zip_code in Intake.objects.alive(on=now).order_by().values_list("zip_code", flat=True):
        try:
            found[zip_place(zip_code).state] += 1
        except UnknownZipError:
            continue
    return found
