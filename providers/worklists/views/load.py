"""Who has how much, who is away, and whose a case is to be."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.roles import staff_who_may
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.desk.access import READ, WORK, answer, desk_page
from providers.desk.queue import waiting
from providers.desk.wording import due_words
from providers.screening.models import ScreeningCase
from providers.worklists.forms import AbsenceForm
from providers.worklists.load import load_of
from providers.worklists.models import Assignment, StaffAbsence
from providers.worklists.services import assign, end_absence, note_absence, share_out

PER_PAGE = 25


@require_GET
@desk_page(READ)
def load(request: SignedInRequest) -> HttpResponse:
    return _page(request, AbsenceForm(), status=200)


def _page(request: SignedInRequest, form: AbsenceForm, *, status: int) -> HttpResponse:
    now = timezone.now()
    page = Paginator(waiting(), PER_PAGE).get_page(request.GET.get("page"))
    given = dict(Assignment.objects.filter(case__in=[case.pk for case in page]).values_list("case", "to"))
    people = load_of(now=now)
    return answer(
        request,
        "worklists/load.html",
        _("Who has how much"),
        status=status,
        people=people,
        here=[row.person for row in people if not row.away],
        page=page,
        rows=[(case, given.get(case.pk), due_words(case.due_at, now=now)) for case in page],
        absences=StaffAbsence.objects.filter(last__gte=timezone.localdate(now)).select_related("person"),
        form=form,
        may_work=request.user.has_perm(WORK),
    )


@require_POST
@desk_page(WORK)
def hand_over(request: SignedInRequest) -> HttpResponse:
    """One case to one person; "share" hands out all that are nobody's."""
    now = timezone.now()
    if "share" in request.POST:
        done = share_out(by=request.user, now=now)
        messages.success(request, ngettext("%d case was handed out.", "%d cases were handed out.", done) % done)
        return see_other("worklists:load")
    case = get_object_or_404(ScreeningCase, pk=_number(request.POST.get("case")))
    to = staff_who_may(WORK).filter(pk=_number(request.POST.get("to"))).first()
    before = _number(request.POST.get("instead_of")) or None
    try:
        if to is None:
            raise UserFacingError(_("Choose who should do it."))
        assign(case_id=case.pk, to=to, by=request.user, now=now, instead_of=before)
    except UserFacingError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Case %(number)d is for %(who)s.") % {"number": case.pk, "who": to})
    return see_other("worklists:load")


@require_POST
@desk_page(WORK)
def absent(request: SignedInRequest) -> HttpResponse:
    if over := _number(request.POST.get("over")):
        end_absence(absence_id=over)
        messages.success(request, _("They are here again."))
        return see_other("worklists:load")
    form = AbsenceForm(request.POST)
    if form.is_valid():
        try:
            note_absence(**form.cleaned_data, by=request.user, now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
    if form.errors:
        return _page(request, form, status=UNPROCESSABLE)
    messages.success(request, _("Noted. They are handed nothing on these days."))
    return see_other("worklists:load")


def _number(value: str | None) -> int:
    """0, which nothing has, for what is none."""
    return int(value) if value and value.isdecimal() and len(value) < 19 else 0
