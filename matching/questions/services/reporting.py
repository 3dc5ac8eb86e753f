"""Anybody reports what is on the page: for a reason from the list. Nothing hides by itself."""

from datetime import datetime

from django.db import transaction

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.moderating.errors import MovedMeanwhile
from matching.questions import mails
from matching.questions.enums import TextReportReason, TextReportState, TextSide, TextState
from matching.questions.errors import QuestionGone
from matching.questions.making_moves import due_of, locked_text, make_text_move
from matching.questions.models import QuestionReport
from matching.questions.services.deciding import require_not_own_text


@transaction.atomic
def report_text(*, text_id: int, reason: TextReportReason, words: str, now: datetime) -> QuestionReport:
    """The same reason twice while it is open is one report. QuestionGone for what is not on the page."""
    text = locked_text(text_id)
    if text.state != TextState.PUBLISHED:
        raise QuestionGone
    due_at = due_of(now)
    report, is_new = QuestionReport.objects.get_or_create(
        text=text,
        reason=reason,
        state=TextReportState.OPEN,
        defaults={"words": words or None, "made_at": now, "due_at": due_at},
    )
    if is_new:
        mails.tell_desk_of(text, f"report:{report.pk}", due_at=due_at, now=now)
    return report


@transaction.atomic
def settle_text_report(
    *, report_id: int, state: TextReportState, words: str, by: User, now: datetime
) -> QuestionReport:
    """Upheld: the text is read once more by the rules, and is not on the page until then. `words`: for colleagues."""
    text = locked_text(QuestionReport.objects.values_list("text", flat=True).get(pk=report_id))
    require_not_own_text(text, by=by)
    report = QuestionReport.objects.select_for_update(of=("self",)).get(pk=report_id)
    if report.state != TextReportState.OPEN:
        raise MovedMeanwhile
    report.state, report.verdict, report.decided_by, report.decided_at = state, words, by, now
    report.save(update_fields=["state", "verdict", "decided_by", "decided_at"])
    if state == TextReportState.UPHELD and text.state == TextState.PUBLISHED:
        make_text_move(text, TextState.WRITTEN, by=TextSide.DESK, who=by.pk, now=now)
    write_audit(actor=by, verb=f"question report {state}", about=f"questions.questionreport {report.pk}", now=now)
    return report
