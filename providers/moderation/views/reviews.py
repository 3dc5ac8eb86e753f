"""Reviews at the desk: first the rules, then the stars and the decision. The same pages for good and bad."""

from typing import Any

from django import forms
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
from matching.reviews.at_desk import may_read, review_to_read
from matching.reviews.enums import ReplyState, Rule, Settled
from matching.reviews.forms.desk import ReplyVerdictForm, objection_verdicts
from matching.reviews.models import Review, ReviewReply, ReviewReport
from matching.reviews.services import deciding
from matching.reviews.services.objecting import settle_objection
from matching.reviews.services.replying import settle_reply
from matching.reviews.services.reporting import settle_review_report
from providers.desk.access import REVIEWS, answer, desk_page
from providers.desk.wording import due_words
from providers.moderation.forms import TEXT_VERDICTS, instead_of

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@desk_page(REVIEWS)
def review(request: SignedInRequest, review_id: int) -> HttpResponse:
    """The words. Posted to, the ticks of this reader: then the same page shows the stars and asks for a decision."""
    found = _review(review_id)
    if request.method != "POST":
        return _page(request, found)
    form = TicksForm(request.POST, rules=Rule)
    if not form.is_valid():
        return _page(request, found, ticks=form, status=UNPROCESSABLE)
    try:
        broken, told = [Rule(code) for code in form.broken()], form.cleaned_data
        given = {"by": request.user, "seen": told["seen"], "now": timezone.now()}
        deciding.tick_rules(review_id=review_id, broken=broken, urgent=told["urgent"], **given)
    except UserFacingError as error:
        form.add_error(None, error.message)
        return _page(request, _review(review_id), ticks=form, status=error.status)
    return see_other("moderation:review", review_id=review_id)


@require_POST
@desk_page(REVIEWS)
@step_up
def decide(request: SignedInRequest, review_id: int) -> HttpResponse:
    found = _review(review_id)
    look = look_that_counts(found, request.user)
    form = TextDecisionForm(request.POST, rules=Rule, broken=look.broken if look else [])
    if not form.is_valid():
        return _page(request, found, decision=form, status=UNPROCESSABLE)
    try:
        _decide(request, review_id, form)
    except UserFacingError as error:
        form.add_error(None, error.message)
        return _page(request, _review(review_id), decision=form, status=error.status)
    return see_other("moderation:reports")


def _decide(request: SignedInRequest, review_id: int, form: TextDecisionForm) -> None:
    choice, now = form.cleaned_data["choice"], timezone.now()
    if choice == form.PUBLISH:
        deciding.publish_review(review_id=review_id, by=request.user, now=now)
        messages.success(request, _("It is on the page. The author and the clinic were told."))
    elif choice == form.BACK:
        deciding.send_back(review_id=review_id, rule=Rule(form.cleaned_data["rule"]), by=request.user, now=now)
        messages.success(request, _("Sent back. The author was told why."))
    else:
        rule, before = Rule(form.cleaned_data["rule"]), instead_of(request.POST)
        deciding.propose_removal(review_id=review_id, rule=rule, by=request.user, now=now, instead_of=before)
        messages.success(request, _("A second person has to agree that it is removed."))


@require_POST
@desk_page(REVIEWS)
@step_up
def agree(request: SignedInRequest, review_id: int) -> HttpResponse:
    """The second of two."""
    _review(review_id)
    try:
        deciding.confirm_removal(review_id=review_id, by=request.user, now=timezone.now())
        messages.success(request, _("It is removed. The author was told why, and can object."))
    except UserFacingError as error:
        messages.error(request, error.message)
        return see_other("moderation:review", review_id=review_id)
    return see_other("moderation:reports")


@require_POST
@desk_page(REVIEWS)
@step_up
def objection(request: SignedInRequest, review_id: int) -> HttpResponse:
    """The third person."""
    found = _review(review_id)
    look, waiting = look_that_counts(found, request.user), found.objections.filter(state=Settled.OPEN).first()
    form = VerdictForm(request.POST, choices=objection_verdicts(look.broken if look else []))
    if waiting is None or not form.is_valid():
        return _page(request, found, verdict=form, status=UNPROCESSABLE)
    state, words = Settled(form.cleaned_data["choice"]), form.cleaned_data["words"]
    try:
        settle_objection(objection_id=waiting.pk, state=state, words=words, by=request.user, now=timezone.now())
    except UserFacingError as error:
        form.add_error(None, error.message)
        return _page(request, _review(review_id), verdict=form, status=error.status)
    messages.success(request, _("Settled. The author was told."))
    return see_other("moderation:reports")


@require_http_methods(METHODS)
@desk_page(REVIEWS)
@step_up
def reply(request: SignedInRequest, reply_id: int) -> HttpResponse:
    found = get_object_or_404(ReviewReply.objects.select_related("review__place", "review__provider"), pk=reply_id)
    form, status = ReplyVerdictForm(request.POST if request.method == "POST" else None), UNPROCESSABLE
    if request.method == "POST" and form.is_valid():
        try:
            settle_reply(reply_id=reply_id, fault=form.fault(), by=request.user, now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
            status = error.status
        else:
            messages.success(request, _("Settled. The clinic was told."))
            return see_other("moderation:reports")
    told = {"reply": found, "waits": found.state == ReplyState.WAITING}
    return _beside(request, "review_reply.html", _("Answer to a review"), found.review, form, status=status, **told)


@require_http_methods(METHODS)
@desk_page(REVIEWS)
@step_up
def report(request: SignedInRequest, review_report_id: int) -> HttpResponse:
    reports = ReviewReport.objects.select_related("review__place", "review__provider")
    found = get_object_or_404(reports, pk=review_report_id)
    form, status = (
        VerdictForm(request.POST if request.method == "POST" else None, choices=TEXT_VERDICTS),
        UNPROCESSABLE,
    )
    if request.method == "POST" and form.is_valid():
        state, words = Settled(form.cleaned_data["choice"]), form.cleaned_data["words"]
        try:
            settle_review_report(report_id=found.pk, state=state, words=words, by=request.user, now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
            status = error.status
        else:
            messages.success(request, _("Settled. The clinic was told."))
            return see_other("moderation:reports")
    context = {"report": found, "waits": found.state == Settled.OPEN}
    return _beside(
        request, "review_report.html", _("Report about a review"), found.review, form, status=status, **context
    )


def _review(review_id: int) -> Review:
    return get_object_or_404(Review.objects.select_related("place", "provider", "removing_by"), pk=review_id)


def _page(
    request: SignedInRequest,
    found: Review,
    *,
    ticks: TicksForm | None = None,
    decision: TextDecisionForm | None = None,
    verdict: VerdictForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    read = review_to_read(found, by=request.user, now=now)
    broken = read.look.broken if read.look else []
    return answer(
        request,
        "review.html",
        _("Review %s") % found.pk,
        status=status,
        read=read,
        due=due_words(read.due_at, now=now) if read.due_at else "",
        ticks=ticks or TicksForm(initial={"seen": found.text_n}, rules=Rule),
        decision=decision or TextDecisionForm(rules=Rule, broken=broken),
        verdict=verdict or VerdictForm(choices=objection_verdicts(broken)),
    )


def _beside(
    request: SignedInRequest,
    template: str,
    title: str,
    review: Review,
    form: forms.Form,
    *,
    status: int,
    **context: Any,
) -> HttpResponse:
    """A page about something that was said to a review, with the review beside it."""
    allowed = may_read(review.provider, by=request.user)
    return answer(
        request,
        template,
        title,
        status=status if form.errors else 200,
        review=review,
        may_read=allowed,
        words=str(review.words or "") if allowed else "",
        form=form,
        **context,
    )
