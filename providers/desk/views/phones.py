"""Phones that nobody answers: several callers said so, and the clinic has not said that the number is right."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caarisma.accounts.http import SignedInRequest
from caarisma.common.errors import UserFacingError
from caarisma.common.http import see_other
from providers.calls.models import PhoneQuestion
from providers.calls.selectors import open_phone_questions
from providers.calls.services import confirm_phone
from providers.desk.access import READ, WORK, answer, desk_page
from providers.vetting.cases.own_cases import require_not_own

PER_PAGE = 50


@require_GET
@desk_page(READ)
def phones(request: SignedInRequest) -> HttpResponse:
    page = Paginator(open_phone_questions(), PER_PAGE).get_page(request.GET.get("page"))
    title, may_work = _("Phones that nobody answers"), request.user.has_perm(WORK)
    return answer(request, "phones.html", title, page=page, may_work=may_work)


@require_POST
@desk_page(WORK)
def settle_phone(request: SignedInRequest, question_id: int) -> HttpResponse:
    """Somebody of ours called and was answered."""
    question = get_object_or_404(PhoneQuestion.objects.select_related("location__provider"), pk=question_id)
    try:
        require_not_own(provider=question.location.provider, by=request.user)
        confirm_phone(question_id=question_id, by=request.user, now=timezone.now())
        messages.success(request, _("Settled. The clinic is not asked any more."))
    except UserFacingError as error:
        messages.error(request, error.message)
    return see_other("desk:phones")
