"""Boards' files at the desk: hand one in, watch it being read, stop it, read it again."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from caarisma.accounts.http import SignedInRequest
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.desk.access import HANDS_IN_ROSTERS, LICENSE_ALERTS, ROSTERS, answer, desk_page
from providers.desk.file_steps import take_step
from providers.desk.roster_forms import HandInRosterForm
from providers.desk.sent_lists import progress_of_roster
from providers.desk.watched import watched_rosters
from providers.rosters.models import LicenseAlert, RosterRun, SentRoster
from providers.rosters.services.sending import ROSTERS as TRAY
from providers.rosters.services.sending import hand_in_roster
from providers.runs.due_licenses import due_licenses

SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(ROSTERS)
def rosters(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, HandInRosterForm(initial={"list_date": timezone.localdate()}))
    if not request.user.has_perm(HANDS_IN_ROSTERS):
        raise PermissionDenied
    form = HandInRosterForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            sent = hand_in_roster(
                map_name=data["map_name"], list_date=data["list_date"], file_name=data["file"].name,
                content=data["file"].read(), by=request.user, now=timezone.now(),
            )  # fmt: skip
            return see_other("desk:sent_roster", sent_roster_id=sent.pk)
        except UserFacingError as error:
            form.add_error("file", error.message)
        except OSError:
            form.add_error("file", _("We could not keep the file. Try again, or tell whoever runs this site."))
    return _page(request, form, status=UNPROCESSABLE)


def _page(request: SignedInRequest, form: HandInRosterForm, *, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    return answer(
        request,
        "rosters.html",
        _("License files of the boards"),
        status=status,
        watched=watched_rosters(today=today),
        sent=SentRoster.objects.select_related("sent_by", "run")[:SHOWN],
        runs=RosterRun.objects.all()[:SHOWN],
        due=due_licenses(today=today).count(),
        alerts=LicenseAlert.objects.open().count(),
        may_see_alerts=request.user.has_perm(LICENSE_ALERTS),
        may_hand_in=request.user.has_perm(HANDS_IN_ROSTERS),
        form=form,
    )


@require_GET
@desk_page(ROSTERS)
def sent_roster(request: SignedInRequest, sent_roster_id: int) -> HttpResponse:
    """Renews itself while the file moves: nothing is typed here."""
    sent = get_object_or_404(SentRoster.objects.select_related("sent_by", "run"), pk=sent_roster_id)
    return answer(
        request,
        "sent_roster.html",
        str(sent),
        sent=sent,
        progress=progress_of_roster(sent),
        may_hand_in=request.user.has_perm(HANDS_IN_ROSTERS),
    )


@require_POST
@desk_page(HANDS_IN_ROSTERS)
def roster_step(request: SignedInRequest, sent_roster_id: int) -> HttpResponse:
    take_step(request, TRAY, sent_roster_id)
    return see_other("desk:sent_roster", sent_roster_id=sent_roster_id)
