"""What waits for this person, and how the desk is doing. Counted when asked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from matching.consultations.models import Nudge
from providers.calls.models import PhoneQuestion
from providers.desk.queue import waiting
from providers.desk.wording import due_words, span_words
from providers.exclusions.enums import ListKind
from providers.exclusions.models import ExclusionHit, ExclusionList
from providers.exclusions.services.agreeing import waiting_agreements
from providers.laws.ending import AHEAD, ending_rules
from providers.rosters.models import LicenseAlert
from providers.runs.late_rosters import late_rosters
from providers.screening.enums import CaseReason, CaseStatus, EventKind
from providers.screening.models import CaseEvent, Document, NpiClaim, RuleReading, ScreeningCase, TwoPersonDecision
from providers.screening.rules.due import match_due
from providers.vetting.exclusions.checks import list_is_overdue, may_sign_off

LATELY: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaiting:
    mine: int
    new: int
    late: int
    second: int  # that this person may decide: exceptions, ends of suspensions, clearings of matches, lists to take
    exclusions: int
    licenses: int  # that a board speaks worse of, for anybody to decide
    claims: int  # NPI claims that a person has to decide
    phones: int  # that nobody answers, and whose clinic has not said that they are right
    silent: int  # clinics that do not answer, and said often enough that they are here
    undeleted: int  # documents that ought to be gone for an hour and are not
    next_due: str  # "" when nothing waits
    match_due: str  # of the match with an exclusion list that is due first
    no_list: bool  # no full exclusion list of this month is in use
    late_rosters: int  # boards whose file of this month nobody signed off
    ending_rules: int  # of states, that let somebody with a clinic there and end within 30 days
    unsigned: int  # the run of the full list in use, which nobody has signed off; 0 for none

    @property
    def nothing(self) -> bool:
        counts = (self.mine, self.new, self.late, self.second, self.exclusions, self.claims, self.phones)
        more = (self.silent, self.licenses, self.no_list, self.unsigned, self.late_rosters, self.ending_rules)
        return not any((*counts, *more))


def awaiting(user: User, *, now: datetime) -> Awaiting:
    cases = waiting()
    first = cases.exclude(due_at=None).first()
    unsigned = ExclusionList.objects.applied().filter(kind=ListKind.FULL, signed_off_at__isnull=True).first()
    today = timezone.localdate(now)
    return Awaiting(
        mine=cases.filter(owner=user, status=CaseStatus.IN_REVIEW).count(),
        new=cases.filter(status=CaseStatus.SENT).count(),
        late=cases.filter(due_at__lt=now).count(),
        second=TwoPersonDecision.objects.waiting().exclude(first_by=user).count()
        + ExclusionHit.objects.proposed().exclude(proposed_by=user).count()
        + LicenseAlert.objects.proposed().exclude(proposed_by=user).count()
        + waiting_agreements().exclude(first_by=user).count()
        + RuleReading.objects.waiting().exclude(read_by=user).count(),
        exclusions=ExclusionHit.objects.awaiting().count(),
        licenses=LicenseAlert.objects.open().count(),
        claims=waiting_claims().count(),
        phones=PhoneQuestion.objects.open().count(),
        silent=Nudge.objects.for_desk(on=now).count(),
        undeleted=Document.objects.to_delete().filter(deletion_asked_at__lt=now - timedelta(hours=1)).count(),
        next_due=due_words(first.due_at, now=now) if first else "",
        match_due=due_words(first_match_due(), now=now),
        no_list=list_is_overdue(today=today),
        late_rosters=len(late_rosters(today=today)),
        ending_rules=ending_rules(first=today, last=today + AHEAD).count(),
        unsigned=unsigned.pk if unsigned and may_sign_off(unsigned) else 0,
    )


def first_match_due() -> datetime | None:
    """When somebody has to have looked at the next match that nobody has decided about."""
    found = (
        ExclusionHit.objects.awaiting().filter(hides=hides).order_by("found_at").first() for hides in (True, False)
    )
    return min((match_due(hit.found_at, hides=hit.hides) for hit in found if hit), default=None)


def waiting_claims() -> QuerySet[NpiClaim]:
    """Claims on a record that is not theirs: somebody holds it, or patients may see it."""
    return NpiClaim.objects.open().exclude(provider__user=F("user")).order_by("made_at")


def figures(*, now: datetime) -> Sequence[tuple[str, str]]:
    """(what, how much) over the last 90 days, "-" where there is nothing to count."""
    since = now - LATELY
    decided = ScreeningCase.objects.filter(decided_at__gte=since, decided_at__lte=now)
    ends = decided.values_list("sent_at", "decided_at")
    seconds = [(end - start).total_seconds() for start, end in ends if start and end]
    asked = set(_events(since, EventKind.MORE_NEEDED).values_list("case", flat=True))
    approved = set(decided.filter(status=CaseStatus.APPROVED).values_list("pk", flat=True))
    overrides = _events(since, EventKind.OVERRIDE_GRANTED).count()
    return [
        (_("Decided"), str(len(seconds))),
        (_("Median time to a decision"), span_words(timedelta(seconds=median(seconds))) if seconds else "-"),
        (_("Approved at the first try"), f"{100 * len(approved - asked) // len(approved)}%" if approved else "-"),
        (_("Exceptions granted"), str(overrides)),
        (_("Asked for most"), _top_reasons(since)),
    ]


def _top_reasons(since: datetime) -> str:
    found: Counter[str] = Counter()
    for reasons in _events(since, EventKind.MORE_NEEDED).values_list("reasons", flat=True):
        found.update(reasons)
    return " ".join(f"{CaseReason(code).label} ({count})" for code, count in found.most_common(3)) or "-"


def _events(since: datetime, kind: EventKind) -> QuerySet[CaseEvent]:
    return CaseEvent.objects.filter(kind=kind, at__gte=since, case__isnull=False).order_by("pk")
