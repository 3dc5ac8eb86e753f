"""The bench: evidence beside checks. Each check, license and exception is saved by itself."""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.changes.services.deciding import accept_change
from providers.desk.access import READ, SUSPEND, WORK, answer, desk_page
from providers.desk.bench import BoundForms, bench_for
from providers.desk.forms import CheckForm, ExceptionForm, LicenseCheckForm, Revision
from providers.desk.saved_pages import bound_check_form
from providers.directory.enums import LicenseStatus
from providers.directory.models import License
from providers.errands.models import Errand
from providers.errands.running import ask_later
from providers.screening.enums import CheckKind, CheckResult
from providers.screening.models import ScreeningCase
from providers.screening.page_hints import told
from providers.vetting.cases.case_parts import clinic_day
from providers.vetting.cases.cases import (
    compare_with_list,
    propose_override,
    record_check,
    record_license,
)

ZOOMS: Final = ("1", "2", "3")  # times the width of its pane
TURNS: Final = {"0": "90", "90": "180", "180": "270", "270": "0"}  # to the right, and what comes next
CALL: Final = "Call to the clinic's public number"


@require_GET
@desk_page(READ)
def case(request: SignedInRequest, case_id: int) -> HttpResponse:
    return show(request, find_case(case_id), now=timezone.now())


def show(
    request: SignedInRequest,
    case: ScreeningCase,
    *,
    now: datetime,
    bound: BoundForms | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    bench = bench_for(case, user=request.user, now=now, bound=bound)
    return answer(
        request,
        "case.html",
        str(case.provider),
        status=status,
        bench=bench,
        case=case,
        shown=_shown(request, bench.documents),
        errand=Errand.objects.filter(case=case).first(),
        may_work=request.user.has_perm(WORK),
        may_see_documents=request.user.has_perm("screening.view_document"),
        may_suspend=request.user.has_perm(SUSPEND),
        **context,
    )


def _shown(request: SignedInRequest, documents: Any) -> dict[str, Any]:
    """Which page stands on the left, and how: ?document=3&page=2&zoom=2&turn=90; else the first as it is."""
    number = request.GET.get("document", "")
    document = next((one for one in documents if str(one.pk) == number), documents[0] if documents else None)
    page = request.GET.get("page", "1")
    wanted = int(page) if page.isdecimal() and len(page) < 4 else 1
    zoom, turn = request.GET.get("zoom", "1"), request.GET.get("turn", "0")
    return {
        "document": document,
        "page": min(max(wanted, 1), document.pages) if document else 1,
        "hints": told(document.hints) if document else [],
        "zoom": zoom if zoom in ZOOMS else "1",
        "zooms": ZOOMS,
        "turn": turn if turn in TURNS else "0",
        "turned": TURNS.get(turn, "90"),
    }


@require_POST
@desk_page(WORK)
def save_check(request: SignedInRequest, case_id: int, kind: str) -> HttpResponse:
    case, now = find_case(case_id), timezone.now()
    form = bound_check_form(request, case, CheckKind(kind), now=now)
    write_check(form, case, CheckKind(kind), by=request.user, now=now)
    if not form.errors and "accept" in request.POST:  # the check was all that was missing: one press for both
        return accept(request, case_id)
    return after(request, case_id, form, kind, anchor=f"check-{kind}")


def accept(request: SignedInRequest, case_id: int) -> HttpResponse:
    """What was saved stays saved where this is refused."""
    try:
        revision = read_revision(request)
        accept_change(case_id=case_id, by=request.user, now=timezone.now(), revision=revision)
    except UserFacingError as error:
        return show(request, find_case(case_id), now=timezone.now(), status=UNPROCESSABLE, refused=error.message)
    messages.success(request, _("Accepted. It is live, and the provider can read it."))
    return see_other("desk:case", case_id=case_id)


def write_check(form: CheckForm, case: ScreeningCase, kind: CheckKind, *, by: User, now: datetime) -> None:
    """Record what was typed. What stands against it becomes an error of the form."""
    if not form.is_valid():
        return
    data = {name: form.cleaned_data.get(name, "") for name in ("finding", "reference", "note", "revision")}
    called = form.cleaned_data.get("called_at") or now
    try:
        record_check(
            case_id=case.pk,
            kind=kind,
            result=CheckResult(form.cleaned_data["result"]),
            source=form.cleaned_data.get("source", CALL),
            report_date=form.cleaned_data.get("report_date") or clinic_day(case.provider, now=called),
            good_until=form.cleaned_data.get("good_until"),
            attached=form.attached(),
            by=by,
            now=now,
            **data,
        )
    except UserFacingError as error:
        form.add_error(None, error.message)


@require_POST
@desk_page(WORK)
def save_license(request: SignedInRequest, case_id: int, license_id: int) -> HttpResponse:
    case = find_case(case_id)
    get_object_or_404(License, pk=license_id, provider=case.provider_id)
    name = f"license-{license_id}"
    form = LicenseCheckForm(request.POST, prefix=name)
    write_license(form, case, license_id, by=request.user, now=timezone.now())
    return after(request, case_id, form, name, anchor=name)


def write_license(form: LicenseCheckForm, case: ScreeningCase, license_id: int, *, by: User, now: datetime) -> None:
    if not form.is_valid():
        return
    data = form.cleaned_data | {"status": LicenseStatus(form.cleaned_data["status"])}
    try:
        record_license(case_id=case.pk, license_id=license_id, by=by, now=now, **data)
    except UserFacingError as error:
        form.add_error(None, error.message)


def after(
    request: SignedInRequest,
    case_id: int,
    form: CheckForm | LicenseCheckForm | ExceptionForm,
    name: str,
    *,
    anchor: str,
    done: str = "",
) -> HttpResponse:
    """Saved: back to the same place. Not saved: the bench as it is now with what was typed and why, 422."""
    if form.errors:
        case = find_case(case_id)
        form.renew(case.revision)
        return show(request, case, now=timezone.now(), bound={name: form}, status=UNPROCESSABLE, wrong=anchor)
    messages.success(request, done or _("Saved."))
    return see_other(f"{reverse('desk:case', args=[case_id])}#{anchor}")


@require_POST
@desk_page(WORK)
def propose(request: SignedInRequest, case_id: int, kind: str) -> HttpResponse:
    """Propose an exception for a check that is no pass."""
    case = find_case(case_id)
    form = ExceptionForm(request.POST, auto_id=f"why-{kind}-%s")
    if form.is_valid():
        data = form.cleaned_data
        try:
            propose_override(case_id=case.pk, kind=CheckKind(kind), by=request.user, now=timezone.now(), **data)
        except UserFacingError as error:
            form.add_error(None, error.message)
    done = _("Proposed. A second person decides.")
    return after(request, case_id, form, f"why-{kind}", anchor=f"check-{kind}", done=done)


@require_POST
@desk_page(WORK)
def ask(request: SignedInRequest, case_id: int) -> HttpResponse:
    """Have the registry asked about the number. What needs no judgment is recorded; the lines are shown in any case."""
    case = find_case(case_id)
    try:
        revision = read_revision(request)
        ask_later(case=case, by=request.user, now=timezone.now(), revision=revision)
    except UserFacingError as error:
        return show(request, find_case(case_id), now=timezone.now(), status=UNPROCESSABLE, refused=error.message)
    return see_other(f"{reverse('desk:case', args=[case_id])}#check-{CheckKind.NPI}")


@require_POST
@desk_page(WORK)
def compare(request: SignedInRequest, case_id: int) -> HttpResponse:
    """Compare the names with the exclusion list. What it says is recorded, whatever anybody thinks of it."""
    case = find_case(case_id)
    try:
        revision = read_revision(request)
        check = compare_with_list(case_id=case.pk, by=request.user, now=timezone.now(), revision=revision)
    except UserFacingError as error:
        return show(request, find_case(case_id), now=timezone.now(), status=UNPROCESSABLE, refused=error.message)
    messages.info(request, f"{check.get_kind_display()}: {check.get_result_display()}.")
    return see_other(f"{reverse('desk:case', args=[case_id])}#check-{CheckKind.EXCLUSION}")


def read_revision(request: SignedInRequest) -> int:
    """Of the page that was sent, in whichever of its forms."""
    named = next((name for name in request.POST if name == "revision" or name.endswith("-revision")), "revision")
    form = Revision({"revision": request.POST.get(named, "")})
    if not form.is_valid():
        raise UserFacingError(_("This page did not say what it showed. Look at the case again, then save."))
    return int(form.cleaned_data["revision"])


def find_case(case_id: int) -> ScreeningCase:
    return get_object_or_404(ScreeningCase.objects.select_related("provider", "owner"), pk=case_id)
