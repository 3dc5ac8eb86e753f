"""All answers of a case in one press. Each is saved by itself: what cannot be is shown again, and the rest stands."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from caarisma.accounts.http import SignedInRequest
from caarisma.common.http import UNPROCESSABLE
from providers.desk.access import WORK, desk_page
from providers.desk.bench import Bench, Panel, bench_for
from providers.desk.forms import CheckForm, LicenseCheckForm
from providers.desk.implied import OF_A_PASS, implied_license
from providers.desk.saved_pages import bound_check_form
from providers.desk.views.bench import show as show_bench
from providers.desk.views.bench import write_check, write_license
from providers.screening.models import ScreeningCase

Forms = dict[str, CheckForm | LicenseCheckForm]


@require_POST
@desk_page(WORK)
def save_all(request: SignedInRequest, case_id: int) -> HttpResponse:
    """What is ticked. An empty field means what the card says; nothing is ticked for anybody."""
    case, now = _case(case_id), timezone.now()
    bench = bench_for(case, user=request.user, now=now)
    tried = _licenses(request, bench, now) | _checks(request, bench, now)
    wrong = {name: form for name, form in tried.items() if form.errors}
    saved = len(tried) - len(wrong)
    if saved:
        messages.success(request, ngettext("%d answer is saved.", "%d answers are saved.", saved) % saved)
    if wrong:
        case = _case(case_id)
        for form in wrong.values():
            form.renew(case.revision)
        first = next(iter(wrong))
        anchor = first if first.startswith("license-") else f"check-{first}"
        return show_bench(request, case, now=now, bound=wrong, status=UNPROCESSABLE, wrong=anchor)
    if not tried:
        messages.error(request, _("Tick an answer first."))
    return HttpResponse(status=303, headers={"Location": f"{reverse('desk:case', args=[case_id])}#decide"})


def _licenses(request: SignedInRequest, bench: Bench, now: datetime) -> Forms:
    """Where the board's word was typed, or a pass of the license check says it."""
    check = next((panel for panel in bench.panels if panel.kind == "license"), None)
    passed = request.POST.get("license-result") == "pass"
    source = request.POST.get("license-source", "").strip() or (check.implied.get("source", "") if check else "")
    tried: Forms = {}
    for license, _form in bench.licenses:
        name = f"license-{license.pk}"
        said = implied_license(license, source=source) if passed else {}
        if any(request.POST.get(f"{name}-{field}") for field in ("status", "expires_on", "source")):
            said = {"source": source}
        elif not said:
            continue
        form = LicenseCheckForm(_filled(request.POST, name, said), prefix=name)
        write_license(form, bench.case, license.pk, by=request.user, now=now)
        form.data = request.POST
        tried[name] = form
    return tried


def _checks(request: SignedInRequest, bench: Bench, now: datetime) -> Forms:
    tried: Forms = {}
    for panel in bench.panels:
        if not panel.by_machine and request.POST.get(f"{panel.kind}-result"):
            tried[panel.kind.value] = _check(request, panel, bench.case, now)
    return tried


def _check(request: SignedInRequest, panel: Panel, case: ScreeningCase, now: datetime) -> CheckForm:
    result, said = request.POST[f"{panel.kind}-result"], dict(panel.implied)
    if result != "pass":
        said = {name: value for name, value in said.items() if name not in OF_A_PASS}
    if f"{panel.kind}-page_file" in request.FILES:
        said.pop("source_page_id", None)
        said["report_date"] = panel.today.isoformat()
    form = bound_check_form(request, case, panel.kind, now=now, data=_filled(request.POST, panel.kind, said))
    write_check(form, case, panel.kind, by=request.user, now=now)
    if form.errors:
        form.show_only(request.POST)
    return form


def _filled(sent: QueryDict, prefix: str, said: dict[str, str]) -> QueryDict:
    data = sent.copy()
    for name, value in said.items():
        if not data.get(f"{prefix}-{name}", "").strip():
            data[f"{prefix}-{name}"] = value
    return data


def _case(case_id: int) -> ScreeningCase:
    return get_object_or_404(ScreeningCase.objects.select_related("provider", "owner"), pk=case_id)
