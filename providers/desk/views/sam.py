"""The monthly look into the list of federal award exclusions, for many providers with one piece of evidence."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from caarisma.accounts.http import SignedInRequest
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.desk.access import WORK, answer, desk_page
from providers.desk.forms import NothingFoundForm
from providers.desk.saved_pages import keep_file
from providers.screening.enums import CheckKind
from providers.screening.models import SourcePage
from providers.vetting.exclusions.sam_checks import record_nothing_found, to_look_up

MOST = 100  # on one page, and in one go


@require_http_methods(["GET", "POST"])
@desk_page(WORK)
def sam(request: SignedInRequest) -> HttpResponse:
    chosen = _chosen(request)
    form = NothingFoundForm()
    if request.method == "POST":
        form = _bound_form(request)
        if not chosen:
            form.add_error(None, _("Choose whom you looked up."))
        if form.is_valid():
            reference = form.cleaned_data["reference"]
            try:
                done = record_nothing_found(
                    provider_ids=chosen,
                    reference=reference,
                    source_page_id=form.cleaned_data["source_page_id"],
                    by=request.user,
                    now=timezone.now(),
                )
            except UserFacingError as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, ngettext("%d check was recorded.", "%d checks were recorded.", done) % done)
                return see_other("desk:sam")
    checks = to_look_up(by=request.user, now=timezone.now())
    kept = SourcePage.objects.filter(pk=_number(form["source_page_id"].value())).first()
    rows = list(checks[:MOST])
    if ticked := request.method == "GET" and "all" in request.GET:
        chosen = {check.case.provider_id for check in rows}
    context = {"rows": rows, "count": checks.count(), "chosen": chosen, "all": ticked, "form": form, "kept": kept}
    return answer(
        request, "sam.html", _("Federal award exclusions"), status=UNPROCESSABLE if form.errors else 200, **context
    )


def _bound_form(request: SignedInRequest) -> NothingFoundForm:
    """A file that came along is kept at once, so that no error loses it."""
    form = NothingFoundForm(request.POST, request.FILES)
    page = keep_file(form, provider=None, kind=CheckKind.SAM, by=request.user, now=timezone.now())
    if page is None:
        return form
    data = request.POST.copy()
    data["source_page_id"] = str(page.pk)
    return NothingFoundForm(data)


def _number(value: object) -> int:
    """0, which nothing has, for what is none."""
    return int(text) if (text := str(value or "")).isdecimal() and len(text) < 19 else 0


def _chosen(request: SignedInRequest) -> set[int]:
    sent = request.POST.getlist("provider")
    if not all(value.isdecimal() and len(value) < 19 for value in sent) or len(sent) > MOST:
        raise BadRequest
    return {int(value) for value in sent}
