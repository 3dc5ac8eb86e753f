"""What waits for a second person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.stepping_up import step_up
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.deciding.verdicts import SERVICES as VERDICTS
from providers.deciding.verdicts import answer_verdict
from providers.desk.access import LISTS, READ, SECOND, answer, desk_page
from providers.desk.forms import SecondForm
from providers.exclusions.models import ExclusionHit
from providers.exclusions.services.agreeing import waiting_agreements
from providers.screening.models import RuleReading, TwoPersonDecision
from providers.vetting.cases.cases import decide
from providers.vetting.decisions.two_person import answered_anew


@require_GET
@desk_page(READ)
def waiting(request: SignedInRequest) -> HttpResponse:
    return _page(request)


@require_POST
@desk_page(SECOND)
@step_up
def second(request: SignedInRequest, decision_id: int) -> HttpResponse:
    found = get_object_or_404(TwoPersonDecision, pk=decision_id)
    form = SecondForm(request.POST, prefix=str(decision_id))
    if form.is_valid():
        data = form.cleaned_data
        try:
            answer_it = answer_verdict if found.kind in VERDICTS else decide
            answer_it(
                decision_id=decision_id, grant=data["grant"], words=data["words"], by=request.user, now=timezone.now()
            )
        except UserFacingError as error:
            form.add_error(None, error.message)
    if form.errors:
        return _page(request, bound={decision_id: form}, status=UNPROCESSABLE)
    messages.success(request, _("Decided."))
    return see_other("desk:second")


def _anew(row: TwoPersonDecision) -> bool:
    if row.case is None or row.kind in VERDICTS:
        return False
    return answered_anew(row, next((check for check in row.case.checks.all() if check.kind == row.check_kind), None))


def _page(request: SignedInRequest, bound: dict[int, SecondForm] | None = None, status: int = 200) -> HttpResponse:
    rows = TwoPersonDecision.objects.waiting().select_related("case__provider", "hold__provider", "first_by")
    rows = rows.prefetch_related("case__checks")
    hits = ExclusionHit.objects.proposed().select_related("provider", "proposed_by").order_by("proposed_at", "pk")
    return answer(
        request,
        "second.html",
        _("Waiting for a second person"),
        status=status,
        rows=[(row, (bound or {}).get(row.pk) or SecondForm(prefix=str(row.pk)), _anew(row)) for row in rows],
        lists=waiting_agreements() if request.user.has_perm(LISTS) else (),
        clearings=hits if request.user.has_perm("exclusions.view_exclusionhit") else (),
        laws=RuleReading.objects.waiting().select_related("read_by").order_by("read_on", "pk"),
        may_decide=request.user.has_perm(SECOND),
    )
