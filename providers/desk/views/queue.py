"""The queue, and taking a case from it."""

from contextlib import suppress

from django.conf import settings
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
from providers.desk.access import READ, WORK, answer, desk_page
from providers.desk.forms import TakeForm
from providers.desk.queue import AT_THE_DESK, QueueFlag, narrowed, owners, queue_rows, waiting
from providers.errands.running import ask_later
from providers.screening.enums import CaseKind, CaseStatus, CheckKind
from providers.screening.models import ScreeningCase
from providers.vetting.cases.cases import claim_case, compare_with_list, release_case
from providers.vetting.cases.check_evidence import signed_list_for
from providers.vetting.registry.registry_answers import newest_answer

PER_PAGE = 50


@require_GET
@desk_page(READ)
def queue(request: SignedInRequest) -> HttpResponse:
    chosen = {name: request.GET.get(name, "") for name in ("q", "status", "kind", "late", "flag", "owner", "mine")}
    now, everybody = timezone.now(), owners(waiting())
    mine = request.user if chosen["mine"] or chosen["owner"] == "me" else None
    owner = mine or next((one for one in everybody if str(one.pk) == chosen["owner"]), None)
    cases = narrowed(
        waiting(status=chosen["status"], kind=chosen["kind"], owner=owner),
        now=now,
        sought=chosen["q"][:80],
        late=bool(chosen["late"]),
        flag=chosen["flag"],
    )
    page = Paginator(cases, PER_PAGE).get_page(request.GET.get("page"))
    return answer(
        request,
        "queue.html",
        _("Cases"),
        page=page,
        rows=queue_rows(page.object_list, now=now),
        chosen=chosen | {"owner": "me" if mine else chosen["owner"]},
        narrow=any(chosen.values()),
        owners=[(str(one.pk), one.email) for one in everybody if one.pk != request.user.pk],
        flags=QueueFlag.choices,
        statuses=[(status.value, status.label) for status in map(CaseStatus, AT_THE_DESK)],
        kinds=CaseKind.choices,
        may_work=request.user.has_perm(WORK),
    )


@require_POST
@desk_page(WORK)
def take(request: SignedInRequest, case_id: int) -> HttpResponse:
    """Take the case and open its bench. Held by a colleague: the bench says so and asks why."""
    get_object_or_404(ScreeningCase, pk=case_id)
    form = TakeForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        case = claim_case(case_id=case_id, by=request.user, now=timezone.now(), why=why)
    except UserFacingError as error:
        messages.error(request, error.message)
    else:
        _ask_the_machines(request, case)
    return see_other("desk:case", case_id=case_id)


def _ask_the_machines(request: SignedInRequest, case: ScreeningCase) -> None:
    """What takes nobody's judgment is asked for at once, unless it was answered. A refusal is told at its check."""
    now, done = timezone.now(), set(case.checks.values_list("kind", flat=True))
    if CheckKind.EXCLUSION not in done and signed_list_for(case.provider):
        with suppress(UserFacingError):
            compare_with_list(case_id=case.pk, by=request.user, now=now, revision=case.revision)
    if CheckKind.NPI not in done and (settings.NPPES_API_URL or newest_answer(case.provider)):
        with suppress(UserFacingError):
            ask_later(case=case, by=request.user, now=now, revision=case.revision)


@require_POST
@desk_page(WORK)
def give_back(request: SignedInRequest, case_id: int) -> HttpResponse:
    get_object_or_404(ScreeningCase, pk=case_id)
    release_case(case_id=case_id, by=request.user, now=timezone.now())
    messages.success(request, _("You gave the case back."))
    return see_other("desk:queue")
