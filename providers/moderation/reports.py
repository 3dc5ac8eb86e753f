"""What waits for a moderator: what was reported of requests by either side and of clinics by anybody, reviews with what
is said to them, questions and answers. One queue, those due first in front."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from matching.consultations.models import AbuseReport, Message
from matching.questions.at_desk import QuestionTask, question_tasks
from matching.reviews.at_desk import ReviewTask, review_tasks
from providers.desk.access import READ_REPORTED
from providers.desk.open_reports import open_place_reports, open_reports
from providers.desk.wording import due_words
from providers.directory.models import PracticeLocation, Provider
from providers.reports.models import PlaceReport
from providers.vetting.cases.own_cases import is_own


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    url: str
    reason: str
    by: str
    about: str  # which request or which place; never what it is for
    place: PracticeLocation | None  # questions are of no clinic
    made_at: datetime
    due: str
    late: bool
    waits_for_second: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """In the words of both sides. Empty for who may not read them."""

    words: str = ""
    message: str = ""


def report_rows(*, now: datetime) -> list[ReportRow]:
    """Those due first in front."""
    rows = [(one.due_at, _of_request(one, now=now)) for one in open_reports()]
    rows += [(one.due_at, _of_place(one, now=now)) for one in open_place_reports()]
    rows += [(one.due_at, _of_review(one, now=now)) for one in review_tasks()]
    rows += [(one.due_at, _of_question(one, now=now)) for one in question_tasks()]
    return [row for _due, row in sorted(rows, key=lambda pair: pair[0])]


def may_read_words(provider: Provider, *, by: User) -> bool:
    """Not of one's own clinic: whoever reports it did not write to it."""
    return by.has_perm(READ_REPORTED) and not is_own(provider=provider, by=by)


def read_request_report(report: AbuseReport, *, by: User, now: datetime) -> Reported:
    """Reading is written down each time: people write about their health whatever one asks of them."""
    if not may_read_words(report.request.provider, by=by):
        return Reported()
    write_audit(actor=by, verb="read report", about=f"consultations.report {report.pk}", now=now)
    message = None
    if report.message_n is not None:
        message = Message.objects.filter(request=report.request_id, n=report.message_n).first()
    return Reported(words=str(report.words or ""), message=str(message.body) if message else "")


def read_place_report(report: PlaceReport, *, by: User, now: datetime) -> Reported:
    if not may_read_words(report.location.provider, by=by):
        return Reported()
    write_audit(actor=by, verb="read report", about=f"reports.placereport {report.pk}", now=now)
    return Reported(words=str(report.words))


def _of_request(report: AbuseReport, *, now: datetime) -> ReportRow:
    return ReportRow(
        url=reverse("moderation:report", args=[report.pk]),
        reason=report.get_reason_display(),
        by=report.get_side_display(),
        about=_("request %s") % report.request.reference,
        place=report.request.place,
        made_at=report.made_at,
        due=due_words(report.due_at, now=now),
        late=report.due_at < now,
        waits_for_second=report.closing_by is not None,
    )


def _of_place(report: PlaceReport, *, now: datetime) -> ReportRow:
    return ReportRow(
        url=reverse("moderation:place_report", args=[report.pk]),
        reason=report.get_reason_display(),
        by=_("somebody"),
        about=_("the clinic"),
        place=report.location,
        made_at=report.made_at,
        due=due_words(report.due_at, now=now),
        late=report.due_at < now,
        waits_for_second=False,
    )


def _of_review(task: ReviewTask, *, now: datetime) -> ReportRow:
    return ReportRow(
        url=task.url,
        reason=task.what,
        by=task.by,
        about=_("review %s") % task.number,
        place=task.place,
        made_at=task.made_at,
        due=due_words(task.due_at, now=now),
        late=task.due_at < now,
        waits_for_second=task.waits_for_second,
    )


def _of_question(task: QuestionTask, *, now: datetime) -> ReportRow:
    return ReportRow(
        url=task.url,
        reason=task.what,
        by=task.by,
        about=_("text %s") % task.number,
        place=None,
        made_at=task.made_at,
        due=due_words(task.due_at, now=now),
        late=task.due_at < now,
        waits_for_second=False,
    )
