"""Whoever says that a record is theirs, where a person of ours has to decide."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.stepping_up import step_up
from caarisma.common.errors import UserFacingError
from caarisma.common.http import see_other
from providers.desk.access import READ, WORK, answer, desk_page
from providers.desk.numbers import waiting_claims
from providers.screening.models import NpiClaim
from providers.vetting.claims.claim_decisions import give_record, propose_handover, refuse_claim

SERVICES = {"propose": propose_handover, "give": give_record, "refuse": refuse_claim}


@require_GET
@desk_page(READ)
def claims(request: SignedInRequest) -> HttpResponse:
    rows = waiting_claims().select_related("provider__user", "user", "handover_by")
    rows = rows.prefetch_related("provider__claims")[:200]
    return answer(request, "claims.html", _("Claims on an NPI"), rows=rows, may_work=request.user.has_perm(WORK))


@require_POST
@desk_page(WORK)
@step_up
def decide_claim(request: SignedInRequest, claim_id: int) -> HttpResponse:
    get_object_or_404(NpiClaim, pk=claim_id)
    service = SERVICES.get(request.POST.get("decision", ""))
    if service is None:
        messages.error(request, _("Choose what to do."))
        return see_other("desk:claims")
    try:
        service(claim_id=claim_id, by=request.user, now=timezone.now())
    except UserFacingError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Decided."))
    return see_other("desk:claims")
