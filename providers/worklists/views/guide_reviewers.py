"""Clinicians who sign the guide: one of the staff enters what they saw, another confirms it."""

from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.stepping_up import step_up
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.desk.access import answer, desk_page
from providers.worklists.forms import EndReviewerForm, ReviewerForm
from treatments.signing.models import Reviewer
from treatments.signing.services.reviewing import SeenLicense, confirm_reviewer, end_reviewer, enter_reviewer

SEES: Final = "signing.view_reviewer"
KEEPS: Final = "signing.keep_reviewer"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(SEES, KEEPS)
def reviewers(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST" and not request.user.has_perm(KEEPS):
        raise PermissionDenied
    form = ReviewerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            user, npi = data.pop("user"), data.pop("npi") or ""
            enter_reviewer(user_id=user.pk, seen=SeenLicense(npi=npi, **data), by=request.user, now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Entered. Another person has to look it up and confirm it."))
            return see_other("worklists:guide_reviewers")
    return _page(request, form)


@require_POST
@desk_page(KEEPS)
@step_up
def reviewer(request: SignedInRequest, reviewer_id: int) -> HttpResponse:
    """Confirm it, or end it with a reason."""
    found = get_object_or_404(Reviewer, pk=reviewer_id)
    ending = EndReviewerForm(request.POST)
    try:
        if request.POST.get("step") == "confirm":
            confirm_reviewer(reviewer_id=found.pk, by=request.user, now=timezone.now())
        elif ending.is_valid():
            end_reviewer(reviewer_id=found.pk, why=ending.cleaned_data["why"], by=request.user, now=timezone.now())
        else:
            return _page(request, ReviewerForm(), problem=_("Say why."))
    except UserFacingError as error:
        return _page(request, ReviewerForm(), problem=error.message)
    messages.success(request, _("Saved."))
    return see_other("worklists:guide_reviewers")


def _page(request: SignedInRequest, form: ReviewerForm, *, problem: str = "") -> HttpResponse:
    rows = Reviewer.objects.select_related("user", "entered_by", "confirmed_by", "ended_by")
    today = timezone.localdate()
    return answer(
        request,
        "guide_reviewers.html",
        _("Clinicians who sign the guide"),
        status=UNPROCESSABLE if form.errors or problem else 200,
        rows=[(row, row.may_sign(on=today)) for row in rows.order_by("-entered_at")],
        may_keep=request.user.has_perm(KEEPS),
        problem=problem,
        form=form,
    )
