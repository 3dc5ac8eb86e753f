"""Whether we may ask how somebody is after the visit, on its page: yes, no more, answer now, delete what was told."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caarisma.common.http import UNPROCESSABLE, may_run_twice, see_other
from matching.aftercare.forms import MayAskForm
from matching.aftercare.opened import open_here
from matching.aftercare.services.consenting import allow_questions, delete_answers, stop_questions
from matching.aftercare.standing import open_question
from matching.consultations.enums import RequestState
from matching.consultations.selectors import PatientRequest
from matching.requests.holders import Holder
from matching.requests.views.holding import held
from matching.requests.views.thread import show_thread, to_thread


@may_run_twice
@require_POST
@held
def may_ask(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    form = MayAskForm(request.POST, label_suffix="")
    if found.state != RequestState.VISITED:
        return to_thread(found)
    if not form.is_valid():
        return show_thread(request, found, holder, may_ask=form, status=UNPROCESSABLE)
    allow_questions(asker_id=found.asker_id, by=holder.askers, now=timezone.now())
    messages.success(
        request,
        _("Thank you. We write to you when it is time.")
        if found.has_address
        else _("Thank you. The question stands on this page when it is time."),
    )
    return to_thread(found)


@may_run_twice
@require_POST
@held
def ask_no_more(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    stop_questions(asker_id=found.asker_id, by=holder.askers, now=timezone.now())
    messages.success(request, _("We do not ask you any more."))
    return to_thread(found)


@may_run_twice
@require_POST
@held
def question(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    """The question that waits, without its mail. 404 where none does."""
    now = timezone.now()
    follow_up = open_question(found.visit.pk, asker_ids=holder.askers, now=now) if found.visit else None
    if follow_up is None:
        raise Http404
    open_here(request.session, follow_up, now=now)
    return see_other("aftercare:signs", key=follow_up.key)


@may_run_twice
@require_POST
@held
def delete_told(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    delete_answers(asker_id=found.asker_id, by=holder.askers)
    messages.success(request, _("What you told us after your visits is deleted."))
    return to_thread(found)
