"""What boards' files said: each reading with its report and sign-off, and whom to look up by hand."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.stepping_up import step_up
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.desk.access import ROSTERS, SETTLES_LICENSES, SIGNS_ROSTERS, answer, desk_page
from providers.desk.roster_forms import LookForm
from providers.desk.watched import with_links
from providers.directory.enums import Profession
from providers.directory.finding_people import only_called
from providers.directory.models import License
from providers.rosters.enums import BoardStatus, RunStanding
from providers.rosters.models import LicenseLook, RosterRun
from providers.rosters.services.looking import BoardWord
from providers.runs.due_licenses import due_licenses
from providers.runs.license_alerts import sign_off_roster
from providers.runs.license_looks import look_by_hand
from providers.screening.boards import look_up_links

SHOWN = 100
PER_PAGE = 50


@require_GET
@desk_page(ROSTERS)
def roster_run(request: SignedInRequest, run_id: int) -> HttpResponse:
    run = get_object_or_404(RosterRun.objects.select_related("signed_off_by"), pk=run_id)
    changes = LicenseLook.objects.changed().filter(run=run).select_related("license__provider")
    return answer(
        request,
        "roster_run.html",
        str(run),
        run=run,
        statuses=[(BoardStatus(status).label, count) for status, count in run.statuses.items()],
        changes=changes[:SHOWN],
        lines=run.lines.all()[:SHOWN],
        may_sign=_may_sign(request, run),
    )


def _may_sign(request: SignedInRequest, run: RosterRun) -> bool:
    is_open = run.standing == RunStanding.DONE and run.signed_off_at is None and not run.unseen_words
    return is_open and request.user.has_perm(SIGNS_ROSTERS)


@require_POST
@desk_page(SIGNS_ROSTERS)
@step_up
def sign_roster(request: SignedInRequest, run_id: int) -> HttpResponse:
    get_object_or_404(RosterRun, pk=run_id)
    try:
        sign_off_roster(run_id=run_id, by=request.user, now=timezone.now())
        messages.success(request, _("Signed off. What the board says here counts for this month."))
    except UserFacingError as error:
        messages.error(request, error.message)
    return see_other("desk:roster_run", run_id=run_id)


@require_GET
@desk_page(ROSTERS)
def due(request: SignedInRequest) -> HttpResponse:
    licenses = only_called(due_licenses(today=timezone.localdate()), request.GET.get("q", ""), at="provider__")
    page = Paginator(licenses, PER_PAGE).get_page(request.GET.get("page"))
    return answer(
        request,
        "licenses_due.html",
        _("Licenses to look up"),
        page=page,
        rows=with_links(list(page)),
        may_look=request.user.has_perm(SETTLES_LICENSES),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(SETTLES_LICENSES)
def look(request: SignedInRequest, license_id: int) -> HttpResponse:
    license = get_object_or_404(License.objects.select_related("provider"), pk=license_id)
    links = look_up_links(license.state, Profession(license.profession))
    form = LookForm(request.POST or None, initial={"source": links[0].url if links else ""})
    if request.method == "POST" and form.is_valid():
        said = BoardWord(**form.cleaned_data, list_date=timezone.localdate())
        try:
            look_by_hand(license_id=license.pk, said=said, by=request.user, now=timezone.now())
            messages.success(request, _("The look is recorded."))
            return see_other("desk:licenses_due")
        except UserFacingError as error:
            form.add_error(None, error.message)
    status = UNPROCESSABLE if request.method == "POST" else 200
    looks = license.looks.select_related("run", "by").order_by("-pk")[:12]
    return answer(
        request, "license_look.html", str(license), status=status, license=license, links=links, form=form, looks=looks
    )
