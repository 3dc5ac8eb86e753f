"""Clinics that do not answer: they said three times that they are here, so now a person of ours decides."""

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
from matching.consultations.clinics.returning import let_back
from matching.consultations.models import Nudge
from providers.desk.access import READ, WORK, answer, desk_page

PER_PAGE = 50


@require_GET
@desk_page(READ)
def silent(request: SignedInRequest) -> HttpResponse:
    nudges = Nudge.objects.for_desk(on=timezone.now()).select_related("provider")
    page = Paginator(nudges, PER_PAGE).get_page(request.GET.get("page"))
    title, may_work = _("Clinics that do not answer"), request.user.has_perm(WORK)
    return answer(request, "silent.html", title, page=page, may_work=may_work)


@require_POST
@desk_page(WORK)
def let_clinic_back(request: SignedInRequest, nudge_id: int) -> HttpResponse:
    get_object_or_404(Nudge, pk=nudge_id)
    try:
        let_back(nudge_id=nudge_id, by=request.user, now=timezone.now())
        messages.success(request, _("Patients can ask this clinic again."))
    except UserFacingError as error:
        messages.error(request, error.message)
    return see_other("desk:silent")
