"""What the case services share: the claim, the clock and the event."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from caarisma.common.states import require_move
from providers.directory.models import PracticeLocation, Provider
from providers.screening.enums import CHANGE_MOVES, OPEN_CHANGES, CaseKind, CaseStatus, ChangeState
from providers.screening.models import CaseEvent, Document, ProposedChange, ScreeningCase
from providers.screening.rules.due import OFFICE_ZONE
from providers.vetting.cases.own_cases import require_not_own

CLAIM: Final = timedelta(minutes=20)


class CaseTaken(UserFacingError):
    """Somebody else holds the case, or was faster."""

    status = 409


class OutOfDate(UserFacingError):
    """The provider changed something after this person opened the page."""

    status = 409


def extend_claim(*, case: ScreeningCase, by: User, now: datetime) -> None:
    """20 minutes more for whoever works on the case. UserFacingError unless they hold it and it is in review."""
    require_not_own(provider=case.provider, by=by)
    if case.status != CaseStatus.IN_REVIEW:
        raise CaseTaken(_("This case is not in review any more. It is: %s.") % case.get_status_display().lower())
    if case.owner_id != by.pk and is_claimed(case, now=now):
        raise CaseTaken(_("This case is with %s now. Nothing of yours was saved.") % case.owner)
    if case.owner_id != by.pk:
        raise CaseTaken(_("Take this case first. Then you can work on it."))
    case.claimed_until = now + CLAIM
    case.save(update_fields=["claimed_until", "updated_at"])


def is_claimed(case: ScreeningCase, *, now: datetime) -> bool:
    return case.claimed_until is not None and case.claimed_until > now


def require_same_revision(*, case: ScreeningCase, revision: int | None) -> None:
    """`revision`: of the case as this person saw it; None: the caller saw nothing."""
    if revision is not None and revision != case.revision:
        raise OutOfDate(_("The provider changed something since you opened this page. Look again, then decide."))


def clinic_day(provider: Provider, *, now: datetime) -> date:
    """Today at the provider's clinics; where they disagree the earlier day, so that an approval begins everywhere."""
    return clinic_days([provider.pk], now=now)[provider.pk]


def clinic_days(provider_ids: Iterable[int], *, now: datetime) -> dict[int, date]:
    """The clinic day of each of the providers. One query."""
    days = dict.fromkeys(provider_ids, now.astimezone(OFFICE_ZONE).date())
    places = PracticeLocation.objects.filter(provider__in=list(days), is_active=True).order_by()
    for provider_id, zone in places.values_list("provider", "time_zone"):
        days[provider_id] = min(days[provider_id], now.astimezone(ZoneInfo(zone)).date())
    return days


def move(*, case: ScreeningCase, to: CaseStatus, now: datetime, fields: Iterable[str] = ()) -> str:
    """Set the status, save it with `fields`, and return the one before. A change goes where its case goes."""
    before = case.status
    case.status = to
    case.save(update_fields=["status", "updated_at", *fields])
    if case.kind == CaseKind.CHANGE:
        _follow(case, now)
    return before


STATE_OF: Final[Mapping[str, ChangeState]] = {
    CaseStatus.DRAFT: ChangeState.NEEDS_YOU, CaseStatus.MORE_NEEDED: ChangeState.NEEDS_YOU,
    CaseStatus.SENT: ChangeState.WITH_US, CaseStatus.IN_REVIEW: ChangeState.WITH_US,
    CaseStatus.APPROVED: ChangeState.LIVE, CaseStatus.TURNED_DOWN: ChangeState.TURNED_DOWN,
    CaseStatus.TAKEN_BACK: ChangeState.TAKEN_BACK,
}  # fmt: skip


def _follow(case: ScreeningCase, now: datetime) -> None:
    change = ProposedChange.objects.select_for_update(of=("self",)).get(case=case)
    to = STATE_OF[case.status]
    if change.state != to:
        require_move(CHANGE_MOVES, change.state, to)
        change.state, change.ended_at = to, None if to in OPEN_CHANGES else now
        change.save(update_fields=["state", "ended_at", "updated_at"])


def write_event(*, kind: str, by: User | None, now: datetime, case: ScreeningCase, **details: object) -> CaseEvent:
    """Append to the history of a case, with every check and document as they stand now."""
    details.setdefault("from_status", case.status)
    details.setdefault("to_status", case.status)
    return CaseEvent.objects.create(
        case=case,
        provider_id=case.provider_id,
        kind=kind,
        by=by,
        at=now,
        checks=snapshot(case),
        documents=document_hashes(case.provider_id),
        **details,
    )


def snapshot(case: ScreeningCase) -> dict[str, dict[str, str | None]]:
    """Each check of the case by kind, as JSON keeps it."""
    columns = (
        *("kind", "result", "finding", "source", "reference", "report_date", "good_until", "verified_by_id", "ends_on"),
        *("document__sha256", "document_page", "source_page__sha256", "exclusion_list_id", "registry_answer_id"),
        *("called_number", "called_at", "product", "product_maker", "product_source", "exception_id"),
    )
    return {
        row.pop("kind"): {name: None if value is None else str(value) for name, value in row.items()}
        for row in case.checks.order_by("pk").values(*columns)
    }


def document_hashes(provider_id: int) -> list[dict[str, str]]:
    """Kind and SHA-256 of each document that the provider has sent and not taken back."""
    held = Document.objects.held().filter(provider=provider_id).order_by("pk")
    return [{"kind": kind, "sha256": sha256} for kind, sha256 in held.values_list("kind", "sha256")]
