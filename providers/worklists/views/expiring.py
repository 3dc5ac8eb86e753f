"""What ends soon, and asking for renewal: chosen, previewed, sent."""

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
from providers.vetting.cases.own_cases import own_providers
from providers.vetting.notices.reminders import letter, remind, step_for
from providers.worklists.expiring import STEPS, bars, endings, rows

PER_PAGE = 50
MOST = 100  # mails in one go


@require_GET
@desk_page(READ)
def expiring(request: SignedInRequest) -> HttpResponse:
    found = endings(now=timezone.now(), sought=request.GET.get("q", ""))
    wanted = request.GET.get("within", "")
    within = int(wanted) if wanted in {str(step) for step in STEPS} else STEPS[0]
    chosen = [ending for ending in found if ending.days <= within]
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    return answer(
        request,
        "expiring.html",
        _("What ends soon"),
        bars=bars(found),
        page=page,
        rows=rows(page),
        within=within,
        steps=STEPS,
        may_work=request.user.has_perm(WORK),
    )


@require_POST
@desk_page(WORK)
def ask_for_renewal(request: SignedInRequest) -> HttpResponse:
    """First the mails as they will read, then, confirmed, the mails. What was sent already is not sent again."""
    chosen = request.POST.getlist("check")
    if not all(value.isdecimal() and len(value) < 19 for value in chosen) or len(chosen) > MOST:
        raise BadRequest
    numbers = {int(value) for value in chosen}
    now = timezone.now()
    own = set(own_providers(request.user).values_list("pk", flat=True))
    asked = rows(ending for ending in endings(now=now) if ending.check_id in numbers)
    due = [row for row in asked if row.due and row.provider.pk not in own]
    if not due:
        messages.error(request, _("Choose somebody who was not reminded yet."))
        return see_other("worklists:expiring")
    if "confirm" in request.POST:
        sent = sum(remind(check_id=row.check.pk, by=request.user, now=now) for row in due)
        messages.success(request, ngettext("%d mail is on its way.", "%d mails are on their way.", sent) % sent)
        return see_other("worklists:expiring")
    letters = [(row, letter(row.check, step_for(row.days) or 0)) for row in due]
    return answer(request, "expiring_preview.html", _("Ask for renewal"), letters=letters)
