"""What was reported and waits for a moderator: the queue of another room, counted on the desk's front page."""

from datetime import datetime

from django.db.models import QuerySet

from matching.consultations.enums import ReportState
from matching.consultations.models import AbuseReport
from matching.questions.at_desk import question_dues
from matching.reviews.at_desk import review_dues
from providers.reports.models import PlaceReport


def open_reports() -> QuerySet[AbuseReport]:
    reports = AbuseReport.objects.filter(state=ReportState.OPEN).order_by("due_at", "pk")
    return reports.select_related("request__place__provider", "closing_by")


def open_place_reports() -> QuerySet[PlaceReport]:
    return PlaceReport.objects.open().select_related("location__provider")


def count_reports(*, now: datetime) -> tuple[int, int]:
    """(open, late)"""
    due = [*open_reports().values_list("due_at", flat=True), *open_place_reports().values_list("due_at", flat=True)]
    due += [*review_dues(), *question_dues()]
    return len(due), sum(at < now for at in due)
