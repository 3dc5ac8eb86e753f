"""A clinic reports a review: for a reason from the list, and "it is bad" is none. Nothing hides by itself."""

from datetime import datetime

from django.db import transaction

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.moderating.errors import MovedMeanwhile
from matching.consultations.rules.texts import clean_text
from matching.reviews import mails
from matching.reviews.enums import ReportedFor, ReviewSide, ReviewState, Settled
from matching.reviews.errors import ReviewGone
from matching.reviews.making_moves import due_of, locked_review, make_review_move
from matching.reviews.models import ReviewReport
from providers.teams.acting import is_allowed
from providers.teams.rules.deeds import Deed
from providers.vetting.cases.own_cases import require_not_own


@transaction.atomic
def report_review(*, review_id: int, reason: ReportedFor, words: str, by: User, now: datetime) -> ReviewReport:
    """By whose clinic it is about, once for the same words: the second report is the first. ReviewGone for others' and
    for unpublished ones."""
    review = locked_review(review_id)
    if not is_allowed(by.pk, review.provider, Deed.SPEAK) or review.state != ReviewState.PUBLISHED:
        raise ReviewGone
    if same := review.reports.filter(made_at__gte=review.edited_at).first():
        return same
    due_at = due_of(now)
    report = ReviewReport.objects.create(
        review=review, reason=reason, words=clean_text(words, most=2000) or None, by_user=by, made_at=now, due_at=due_at
    )
    mails.tell_desk(about=f"report:{report.pk}", due_at=due_at, now=now)
    return report


@transaction.atomic
def settle_review_report(*, report_id: int, state: Settled, words: str, by: User, now: datetime) -> ReviewReport:
    """Upheld: the review is read once more by the rules, and is not on the page until then. `words`: for colleagues."""
    review = locked_review(ReviewReport.objects.values_list("review", flat=True).get(pk=report_id))
    require_not_own(provider=review.provider, by=by)
    report = ReviewReport.objects.select_for_update(of=("self",)).get(pk=report_id)
    if report.state != Settled.OPEN:
        raise MovedMeanwhile
    report.state, report.verdict, report.decided_by, report.decided_at = state, words, by, now
    report.save(update_fields=["state", "verdict", "decided_by", "decided_at"])
    if state == Settled.UPHELD and review.state == ReviewState.PUBLISHED:
        make_review_move(review, ReviewState.HELD, by=ReviewSide.DESK, who=by.pk, now=now)
    mails.tell_clinic(review.provider, "report_decided", once=report.pk, now=now)
    write_audit(actor=by, verb=f"review report {state}", about=f"reviews.reviewreport {report.pk}", now=now)
    return report
