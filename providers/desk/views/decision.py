"""The decision: what stands against it, reasons from the list, the words, a preview, and then it is done."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.stepping_up import step_up
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.deciding.verdicts import SERVICES, propose_verdict, takes_two
from providers.desk.access import WORK, answer, desk_page
from providers.desk.forms import DecisionForm
from providers.screening.block_words import blocker_words
from providers.screening.enums import CaseKind, CaseReason, DecisionKind
from providers.screening.flags import flags_on
from providers.screening.models import ScreeningCase
from providers.screening.rules.case_rules import Blocker
from providers.vetting.cases.cases import NotReady, ask_for_more, blockers_of


@require_http_methods(["GET", "POST"])
@desk_page(WORK)
@step_up
def decision(request: SignedInRequest, case_id: int) -> HttpResponse:
    """Two steps without a script: "Preview" shows the provider's side, "Decide" does it."""
    case = get_object_or_404(ScreeningCase.objects.select_related("provider", "owner"), pk=case_id)
    if case.kind == CaseKind.CHANGE:  # one change is decided beside its checks
        return see_other("desk:case", case_id=case.pk)
    if request.method == "GET":
        return _page(request, case, DecisionForm(initial={"revision": case.revision}))
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, case, form, status=UNPROCESSABLE)
    if "confirm" not in request.POST:
        return _page(request, case, form, preview=_preview(form), two=_takes_two(request, case, form))
    try:
        two = _decide(request, case, form)
    except NotReady as error:
        form.add_error(None, error.message)
        return _page(request, case, form, status=UNPROCESSABLE, blockers=error.blockers)
    except UserFacingError as error:
        form.add_error(None, error.message)
        return _page(request, case, form, status=409)
    done = _("Proposed. A second person decides.") if two else _("Done. The provider can read it now.")
    messages.success(request, done)
    return see_other("desk:case", case_id=case.pk)


def _takes_two(request: SignedInRequest, case: ScreeningCase, form: DecisionForm) -> bool:
    kind = form.cleaned_data["decision"]
    return kind != "more" and takes_two(case, DecisionKind(kind), by=request.user, now=timezone.now())


def _decide(request: SignedInRequest, case: ScreeningCase, form: DecisionForm) -> bool:
    """Do it, or propose it where one person's word is not enough. Returns whether it waits for a second."""
    data: dict[str, Any] = {name: form.cleaned_data[name] for name in ("reasons", "words", "revision")}
    data |= {"by": request.user, "now": timezone.now()}
    kind = form.cleaned_data["decision"]
    if two := _takes_two(request, case, form):
        propose_verdict(case_id=case.pk, kind=DecisionKind(kind), **data)
    elif kind == "more":
        ask_for_more(case_id=case.pk, **data)
    else:
        SERVICES[DecisionKind(kind)](case_id=case.pk, **data)
    return two


def _preview(form: DecisionForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "decision": dict(form.fields["decision"].choices)[data["decision"]],  # type: ignore[attr-defined]
        "reasons": [CaseReason(code).label for code in data["reasons"]],
        "words": data["words"],
    }


def _page(
    request: SignedInRequest,
    case: ScreeningCase,
    form: DecisionForm,
    *,
    status: int = 200,
    blockers: Sequence[Blocker] | None = None,
    **more: Any,
) -> HttpResponse:
    """`blockers`: what an approval was refused for just now; None: worked out here."""
    case.refresh_from_db(fields=["status", "revision", "owner"])
    if form.errors:
        form.renew(case.revision)
    return answer(
        request,
        "decision.html",
        _("Decide: %s") % case.provider,
        status=status,
        case=case,
        form=form,
        blockers=[
            blocker_words(blocker)
            for blocker in (blockers_of(case, now=timezone.now()) if blockers is None else blockers)
        ],
        checks=case.checks.all(),
        flags=[flag.label for flag in flags_on(case, now=timezone.now())],
        **more,
    )
