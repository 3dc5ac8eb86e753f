"""Whom to renew, and who lapsed: asked by mail in bulk, or begun at the desk."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from caarisma.accounts.http import SignedInRequest
from caarisma.common.http import see_other
from providers.desk.access import READ, WORK, answer, desk_page
from providers.directory.finding_people import only_called
from providers.worklists import renewals as lists
from providers.worklists.services import ask_for_papers, start_renewals

PER_PAGE = 50
MOST = 100  # in one go


@require_GET
@desk_page(READ)
def renewals(request: SignedInRequest) -> HttpResponse:
    return _page(request, "renewals")


@require_GET
@desk_page(READ)
def lapsed(request: SignedInRequest) -> HttpResponse:
    return _page(request, "lapsed")


def _page(request: SignedInRequest, which: str) -> HttpResponse:
    today = timezone.localdate()
    found = {"renewals": lists.due(today=today), "lapsed": lists.lapsed(today=today)}
    chosen = only_called(found[which], request.GET.get("q", ""), at="provider__")
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    return answer(
        request,
        "worklists/renewals.html",
        _("Renewals of the next 120 days") if which == "renewals" else _("Approvals that ended"),
        page=page,
        rows=lists.renewal_rows(page, today=today),
        which=which,
        counts={name: rows.count() for name, rows in found.items()},
        all="all" in request.GET,
        may_work=request.user.has_perm(WORK),
    )


@require_POST
@desk_page(WORK)
def ask_renewals(request: SignedInRequest) -> HttpResponse:
    chosen = request.POST.getlist("case")
    if not all(value.isdecimal() and len(value) < 19 for value in chosen) or len(chosen) > MOST:
        raise BadRequest
    back = "worklists:lapsed" if request.POST.get("which") == "lapsed" else "worklists:renewals"
    if not chosen:
        messages.error(request, _("Choose somebody."))
        return see_other(back)
    cases, now = {int(value) for value in chosen}, timezone.now()
    if "start" in request.POST:
        begun = start_renewals(case_ids=cases, by=request.user, now=now)
        words = ngettext("%d renewal is at the desk.", "%d renewals are at the desk.", begun) % begun
        left = len(cases) - begun
    else:
        sent = ask_for_papers(case_ids=cases, by=request.user, now=now)
        words = ngettext("%d mail is on its way.", "%d mails are on their way.", sent) % sent
        left = len(cases) - sent
    if left:
        words += " " + ngettext("%d was left out.", "%d were left out.", left) % left
        words += " " + _("They were asked already, have an open case or no account, or it is about you.")
    messages.success(request, words)
    return see_other(back)
