"""Questions and answers at the desk: first the rules, then the decision. The same pages for both, whoever wrote."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.stepping_up import step_up
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from caarisma.common.moderating.forms import TextDecisionForm, TicksForm, VerdictForm
from caarisma.common.moderating.reading import look_that_counts
from matching.questions.at_desk import text_to_read
from matching.questions.enums import AskRule, TextReportState, TextState
from matching.questions.models import QuestionReport, QuestionText
from matching.questions.services import deciding
from matching.questions.services.reporting import settle_text_report
from providers.desk.access import QUESTIONS, answer, desk_page
from providers.desk.wording import due_words
from providers.moderation.forms import TEXT_VERDICTS

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@desk_page(QUESTIONS)
def text(request: SignedInRequest, text_id: int) -> HttpResponse:
    """The words. Posted to, the ticks of this reader: then the same page asks for a decision."""
    found = _text(text_id)
    if request.method != "POST":
        return _page(request, found)
    form = TicksForm(request.POST, rules=AskRule)
    if not form.is_valid():
        return _page(request, found, ticks=form, status=UNPROCESSABLE)
    try:
        told = form.cleaned_data
        given = {"by": request.user, "seen": told["seen"], "now": timezone.now()}
        deciding.tick_ask_rules(text_id=text_id, broken=form.broken(), urgent=told["urgent"], **given)
    except UserFacingError as error:
        form.add_error(None, error.message)
        return _page(request, _text(text_id), ticks=form, status=error.status)
    return see_other("moderation:question", text_id=text_id)


@require_POST
@desk_page(QUESTIONS)
@step_up
def decide_text(request: SignedInRequest, text_id: int) -> HttpResponse:
    found = _text(text_id)
    look = look_that_counts(found, request.user)
    form = _decision(request.POST, broken=look.broken if look else [])
    if not form.is_valid():
        return _page(request, found, decision=form, status=UNPROCESSABLE)
    try:
        if form.cleaned_data["choice"] == form.PUBLISH:
            deciding.publish_text(text_id=text_id, by=request.user, now=timezone.now())
            messages.success(request, _("It is on the page. Its author was told."))
        else:
            rule = AskRule(form.cleaned_data["rule"])
            deciding.send_text_back(text_id=text_id, rule=rule, by=request.user, now=timezone.now())
            messages.success(request, _("Sent back. The author was told why."))
    except UserFacingError as error:
        form.add_error(None, error.message)
        return _page(request, _text(text_id), decision=form, status=error.status)
    return see_other("moderation:reports")


@require_POST
@desk_page(QUESTIONS)
@step_up
def once_more(request: SignedInRequest, text_id: int) -> HttpResponse:
    """Off the page, to be read by the rules once more."""
    _text(text_id)
    try:
        deciding.read_once_more(text_id=text_id, by=request.user, now=timezone.now())
        messages.success(request, _("It is off the page until somebody read it by the rules."))
    except UserFacingError as error:
        messages.error(request, error.message)
    return see_other("moderation:question", text_id=text_id)


@require_http_methods(METHODS)
@desk_page(QUESTIONS)
@step_up
def report(request: SignedInRequest, question_report_id: int) -> HttpResponse:
    found = get_object_or_404(QuestionReport.objects.select_related("text__provider"), pk=question_report_id)
    form, status = (
        VerdictForm(request.POST if request.method == "POST" else None, choices=TEXT_VERDICTS),
        UNPROCESSABLE,
    )
    if form.is_valid():
        state, words = TextReportState(form.cleaned_data["choice"]), form.cleaned_data["words"]
        try:
            settle_text_report(report_id=found.pk, state=state, words=words, by=request.user, now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
            found.refresh_from_db()
            status = error.status
        else:
            messages.success(request, _("Settled."))
            return see_other("moderation:reports")
    now = timezone.now()
    return answer(
        request,
        "question_report.html",
        _("Report about a question"),
        status=status if form.errors else 200,
        report=found,
        read=text_to_read(_text(found.text_id), by=request.user, now=now),
        due=due_words(found.due_at, now=now) if found.state == TextReportState.OPEN else "",
        form=form,
    )


def _text(text_id: int) -> QuestionText:
    sent = QuestionText.objects.exclude(state=TextState.UNSENT).select_related("question__asker", "provider")
    return get_object_or_404(sent, pk=text_id)


def _decision(data: object = None, *, broken: list[str]) -> TextDecisionForm:
    return TextDecisionForm(data, rules=AskRule, broken=broken, against=[TextDecisionForm.BACK])


def _page(
    request: SignedInRequest,
    found: QuestionText,
    *,
    ticks: TicksForm | None = None,
    decision: TextDecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    read = text_to_read(found, by=request.user, now=now)
    return answer(
        request,
        "question.html",
        _("Answer to a question") if found.is_answer else _("Question %s") % found.pk,
        status=status,
        read=read,
        due=due_words(found.due_at, now=now) if found.due_at else "",
        ticks=ticks or TicksForm(initial={"seen": found.text_n}, rules=AskRule),
        decision=decision or _decision(broken=list(read.look.broken) if read.look else []),
    )
