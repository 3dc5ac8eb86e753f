"""What was decided about a profile, when, why and in which words; and what can be said against it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from providers.appeals.models import Appeal
from providers.appeals.services import appealable
from providers.changes.wording import title_of
from providers.directory.models import Provider
from providers.screening.enums import CaseReason, EventKind
from providers.screening.models import CaseEvent, ProposedChange

# In words of the provider. Whatever else happens at the desk is the desk's.
TITLES = {
    EventKind.SENT: _("You sent it to us"),
    EventKind.MORE_NEEDED: _("We asked for more"),
    EventKind.APPROVED: _("We approved it"),
    EventKind.TURNED_DOWN: _("We turned it down"),
    EventKind.PAUSED: _("You paused"),
    EventKind.UNPAUSED: _("Your pause ended"),
    EventKind.SUSPENDED: _("We suspended the profile"),
    EventKind.REINSTATED: _("We ended the suspension"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedLine:
    """`appeal`: the one against it. `may_appeal`: none was sent, and it is not too late."""

    title: str
    at: datetime
    about: str
    reasons: list[str]
    words: str
    may_appeal: bool
    appeal: Appeal | None


def decided_of(provider: Provider, *, now: datetime) -> list[DecidedLine]:
    """The newest first. Five queries."""
    events = CaseEvent.objects.filter(provider=provider, kind__in=TITLES).order_by("-pk")
    open_to_appeal = appealable(provider.pk, now=now)
    appeals = {one.case_id: one for one in Appeal.objects.filter(provider=provider, case__isnull=False)}
    changes = {change.case_id: title_of(change) for change in ProposedChange.objects.filter(provider=provider)}
    lines, seen = [], set()
    for event in events:
        is_no = event.kind == EventKind.TURNED_DOWN and event.case_id not in seen
        if is_no and event.case_id is not None:
            seen.add(event.case_id)  # the last word of a case is the one that stands
        appeal = appeals.get(event.case_id) if is_no else None
        may_appeal = is_no and open_to_appeal is not None and event.case_id == open_to_appeal.pk
        lines.append(_line(event, changes.get(event.case_id or 0, ""), appeal, may_appeal=may_appeal))
    return lines


def _line(event: CaseEvent, change: str, appeal: Appeal | None, *, may_appeal: bool) -> DecidedLine:
    """`change`: the one that was decided, as its own page names it; empty where it was about everything."""
    reasons = [str(CaseReason(reason).label) for reason in event.reasons if reason != CaseReason.OTHER]
    return DecidedLine(
        title=str(TITLES[EventKind(event.kind)]),
        at=event.at,
        about=change,
        reasons=reasons,
        words=event.words if event.shown else "",
        may_appeal=may_appeal,
        appeal=appeal,
    )
