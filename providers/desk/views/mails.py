"""Mails that did not go: whom they did not reach, and what the server said. What they say is shown to nobody."""

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
from caarisma.common.outbox.models import Mail
from providers.desk.access import MAILS, SETTLE_MAILS, answer, desk_page
from providers.desk.mail_decisions import give_mails_up, try_mails_again
from providers.desk.wording import answer_words, mail_words

PER_PAGE = 50


@require_GET
@desk_page(MAILS)
def mails(request: SignedInRequest) -> HttpResponse:
    stuck = Mail.objects.stuck(on=timezone.now()).order_by("not_after", "pk")
    page = Paginator(stuck, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(mail, mail_words(mail.kind), answer_words(mail.answer)) for mail in page]
    may_settle = request.user.has_perm(SETTLE_MAILS)
    return answer(request, "mails.html", _("Mails that did not go"), page=page, rows=rows, may_settle=may_settle)


@require_POST
@desk_page(SETTLE_MAILS)
def settle(request: SignedInRequest) -> HttpResponse:
    """Try the chosen ones again, or give them up."""
    chosen, step = request.POST.getlist("mail"), request.POST.get("step")
    if len(chosen) > PER_PAGE or not all(value.isdecimal() and len(value) < 19 for value in chosen):
        raise BadRequest
    mail_ids, now = {int(value) for value in chosen}, timezone.now()
    if step == "again":
        done = try_mails_again(mail_ids=mail_ids, by=request.user, now=now)
        told = ngettext("%d mail is tried again now.", "%d mails are tried again now.", done) % done
    elif step == "drop":
        done = give_mails_up(mail_ids=mail_ids, by=request.user, now=now)
        told = ngettext("%d mail is given up.", "%d mails are given up.", done) % done
    else:
        raise BadRequest
    if done:
        messages.success(request, told)
    else:
        messages.error(request, _("Nothing was changed. Choose a mail that still waits or was refused."))
    return see_other("desk:mails")
