"""The moderator's queue: look, decide with a reason; closing somebody's request takes two."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.stepping_up import step_up
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from caarisma.common.moderating.forms import VerdictForm
from matching.consultations.enums import ReportState
from matching.consultations.models import AbuseReport
from matching.consultations.people.safety import confirm_closing, propose_closing, settle_report
from providers.desk.access import REPORTS, answer, desk_page
from providers.desk.wording import due_words
from providers.moderation.forms import CLOSE, PLACE_VERDICTS, REQUEST_VERDICTS
from providers.moderation.reports import may_read_words, read_place_report, read_request_report, report_rows
from providers.reports.enums import PlaceReportState
from providers.reports.models import PlaceReport
from providers.reports.services import settle_place_report
from providers.vetting.cases.own_cases import require_not_own

PER_PAGE = 50
METHODS = ["GET", "HEAD", "POST"]


@require_GET
@desk_page(REPORTS)
def queue(request: SignedInRequest) -> HttpResponse:
    rows = report_rows(now=timezone.now())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return answer(request, "reports.html", _("Reports"), page=page)


@require_http_methods(METHODS)
@desk_page(REPORTS)
@step_up
def of_request(request: SignedInRequest, report_id: int) -> HttpResponse:
    report = _report(report_id)
    form = VerdictForm(request.POST if request.method == "POST" else None, choices=REQUEST_VERDICTS)
    if request.method != "POST" or not form.is_valid():
        return _request_page(request, report, form, status=UNPROCESSABLE if form.is_bound else 200)
    choice, words, now = form.cleaned_data["choice"], form.cleaned_data["words"], timezone.now()
    try:
        if choice == CLOSE:
            propose_closing(report_id=report_id, words=words, by=request.user, now=now)
            messages.success(request, _("A second person has to agree that the request is closed."))
        else:
            settle_report(report_id=report_id, state=ReportState(choice), words=words, by=request.user, now=now)
            messages.success(request, _("Settled."))
    except UserFacingError as error:
        form.add_error(None, error.message)
        return _request_page(request, _report(report_id), form, status=error.status)
    return see_other("moderation:reports")


@require_POST
@desk_page(REPORTS)
@step_up
def closing(request: SignedInRequest, report_id: int) -> HttpResponse:
    """The second of two."""
    _report(report_id)
    try:
        confirm_closing(report_id=report_id, by=request.user, now=timezone.now())
        messages.success(request, _("The request is closed. Both sides were told."))
    except UserFacingError as error:
        messages.error(request, error.message)
        return see_other("moderation:report", report_id=report_id)
    return see_other("moderation:reports")


@require_http_methods(METHODS)
@desk_page(REPORTS)
@step_up
def of_place(request: SignedInRequest, place_report_id: int) -> HttpResponse:
    found = PlaceReport.objects.select_related("location__provider", "decided_by")
    report = get_object_or_404(found, pk=place_report_id)
    form = VerdictForm(request.POST if request.method == "POST" else None, choices=PLACE_VERDICTS)
    if request.method != "POST" or not form.is_valid():
        return _place_page(request, report, form, status=UNPROCESSABLE if form.is_bound else 200)
    state, words = PlaceReportState(form.cleaned_data["choice"]), form.cleaned_data["words"]
    try:
        require_not_own(provider=report.location.provider, by=request.user)
        settle_place_report(report_id=report.pk, state=state, words=words, by=request.user, now=timezone.now())
    except UserFacingError as error:
        form.add_error(None, error.message)
        report.refresh_from_db()
        return _place_page(request, report, form, status=error.status)
    messages.success(request, _("Settled. Whoever left an address is answered."))
    return see_other("moderation:reports")


def _report(report_id: int) -> AbuseReport:
    found = AbuseReport.objects.select_related("request__provider", "request__place", "closing_by", "decided_by")
    return get_object_or_404(found, pk=report_id)


def _request_page(request: SignedInRequest, report: AbuseReport, form: VerdictForm, *, status: int) -> HttpResponse:
    now = timezone.now()
    return answer(
        request,
        "report.html",
        _("Report about request %s") % report.request.reference,
        status=status,
        report=report,
        place=report.request.place,
        reported=read_request_report(report, by=request.user, now=now),
        may_read=may_read_words(report.request.provider, by=request.user),
        due=due_words(report.due_at, now=now) if report.state == ReportState.OPEN else "",
        is_first=report.closing_by_id == request.user.pk,
        form=form,
    )


def _place_page(request: SignedInRequest, report: PlaceReport, form: VerdictForm, *, status: int) -> HttpResponse:
    now = timezone.now()
    return answer(
        request,
        "place_report.html",
        _("Report about a clinic"),
        status=status,
        report=report,
        place=report.location,
        reported=read_place_report(report, by=request.user, now=now),
        may_read=may_read_words(report.location.provider, by=request.user),
        due=due_words(report.due_at, now=now) if report.state == PlaceReportState.OPEN else "",
        form=form,
    )
