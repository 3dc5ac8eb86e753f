"""What people wrote about their visits here: read it, answer once in public, or report what breaks the rules."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from matching.reviews.enums import ReportedFor
from matching.reviews.errors import ReviewGone
from matching.reviews.rules.replies import NEUTRAL
from matching.reviews.selectors import ClinicReview, review_of_clinic, reviews_of_clinic
from matching.reviews.services.replying import reply_to
from matching.reviews.services.reporting import report_review
from providers.portal.acting import review_named
from providers.portal.forms.reviews import ReplyForm, ReviewReportForm
from providers.portal.http import PortalRequest, for_team
from providers.teams.rules.deeds import Deed

METHODS = ["GET", "HEAD", "POST"]


def of_own_review(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view a review on this clinic's page. 404 for others' and for those that nobody sees."""

    @wraps(view)
    def wrapped(request: PortalRequest, review: int, **kwargs: Any) -> HttpResponse:
        try:
            found = review_of_clinic(review_id=review, by=request.user)
        except ReviewGone:
            raise Http404 from None
        return view(request, found, **kwargs)

    return for_team(Deed.SPEAK, of=review_named)(wrapped)


@require_safe
@for_team(Deed.SPEAK)
def reviews(request: PortalRequest) -> HttpResponse:
    context = {
        "found": reviews_of_clinic(by=request.user, provider=request.provider),
        "places": request.standing.places,
    }
    return render(request, "providers/portal/reviews/reviews.html", context)


@require_http_methods(METHODS)
@of_own_review
def reply(request: PortalRequest, found: ClinicReview) -> HttpResponse:
    """A neutral text put into the box, or the answer sent to our staff."""
    if not found.may_reply:
        return see_other("provider:reviews")
    if request.method == "POST" and (number := request.POST.get("neutral", "")):
        texts = [str(text) for text in NEUTRAL]
        chosen = texts[int(number)] if number in {"0", "1", "2"} else request.POST.get("text", "")
        return _reply_page(request, found, ReplyForm(initial={"text": chosen}))
    form, status = ReplyForm(request.POST if request.method == "POST" else None, initial=_before(found)), UNPROCESSABLE
    if request.method == "POST" and form.is_valid():
        try:
            reply_to(review_id=found.review.id, text=form.cleaned_data["text"], by=request.user, now=timezone.now())
        except UserFacingError as error:
            form.add_error("text", error.message)
            status = error.status
        else:
            messages.success(request, _("Thank you. A person of our staff reads it within two working days."))
            return see_other("provider:reviews")
    return _reply_page(request, found, form, status=status if form.errors else 200)


@require_http_methods(METHODS)
@of_own_review
def report(request: PortalRequest, found: ClinicReview) -> HttpResponse:
    if found.report:
        return see_other("provider:reviews")
    form, status = ReviewReportForm(request.POST if request.method == "POST" else None), UNPROCESSABLE
    if request.method == "POST" and form.is_valid():
        reason, words = ReportedFor(form.cleaned_data["reason"]), form.cleaned_data["words"]
        try:
            report_review(review_id=found.review.id, reason=reason, words=words, by=request.user, now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
            status = error.status
        else:
            messages.success(request, _("Thank you. A person of our staff looks at it within two working days."))
            return see_other("provider:reviews")
    context = {"found": found, "form": form}
    return render(request, "providers/portal/reviews/report.html", context, status=status if form.errors else 200)


def _before(found: ClinicReview) -> dict[str, str]:
    return {"text": str(found.reply.text)} if found.reply is not None else {}


def _reply_page(request: PortalRequest, found: ClinicReview, form: ReplyForm, *, status: int = 200) -> HttpResponse:
    context = {"found": found, "form": form, "neutral": list(enumerate(NEUTRAL))}
    return render(request, "providers/portal/reviews/reply.html", context, status=status)
