"""The page of a request: how it stands, what one can do, the talk. Nobody but its holder finds it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, number_of, see_other
from matching.aftercare.forms import MayAskForm
from matching.aftercare.standing import after_visit
from matching.consultations.enums import ContactWay, DeclineReason, RequestState, Side
from matching.consultations.errors import Stale
from matching.consultations.models import Request
from matching.consultations.people.sharing import hide_fact
from matching.consultations.selectors import PatientRequest
from matching.consultations.services.choosing import agree as agree_to
from matching.consultations.services.messaging import read_as_patient, write_as_patient
from matching.consultations.services.visiting import say_visited
from matching.consultations.steps.standing import refused_places
from matching.requests.asking_page import next_place
from matching.requests.forms.small import MessageForm
from matching.requests.holders import Holder
from matching.requests.paper import forget_paper, paper_code
from matching.requests.thread_page import can_read, thread_page
from matching.requests.thread_words import closed_words, reason_words
from matching.requests.views.holding import held, own_list_url, own_request

WITH_NEXT = frozenset({RequestState.UNANSWERED, RequestState.DECLINED, RequestState.CANCELLED, RequestState.CLOSED})


@require_safe
@held
def thread(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    if request.method == "GET" and any(message.read_at is None for message in found.messages):
        read_as_patient(request_id=found.id, by=holder.askers, now=timezone.now())
    return show_thread(request, found, holder)


@require_POST
@held
def agree(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    offer, key = number_in(request, "offer"), key_in(request)
    try:
        agree_to(request_id=found.id, offer_id=offer, by=holder.askers, form_key=key, now=timezone.now())
    except UserFacingError as error:
        return as_it_stands(request, found, holder, error)
    return to_thread(found)


@require_POST
@held
def write(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    form = MessageForm(request.POST)
    if not form.is_valid():
        return show_thread(request, found, holder, form=form, status=UNPROCESSABLE)
    body, key = form.cleaned_data["body"], form.cleaned_data["form_key"]
    if not can_read(found):
        form.add_error("body", _("The clinic cannot read this any more. Your text was not sent."))
        return show_thread(request, found, holder, form=form, status=Stale.status)
    try:
        write_as_patient(request_id=found.id, body=body, by=holder.askers, form_key=key, now=timezone.now())
    except UserFacingError as error:
        form.add_error("body", error.message)
        return show_thread(request, found, holder, form=form, status=error.status)
    return to_thread(found, anchor="talk")


@require_POST
@held
def hide(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    """A tick taken back."""
    hide_fact(request_id=found.id, fact_id=number_in(request, "fact"), by=holder.askers, now=timezone.now())
    messages.success(request, _("The clinic does not see that line any more. They may have read it by now."))
    return to_thread(found)


@require_POST
@held
def visited(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    key = key_in(request)
    try:
        say_visited(request_id=found.id, side=Side.PATIENT, by=holder.askers, form_key=key, now=timezone.now())
    except UserFacingError as error:
        return as_it_stands(request, found, holder, error)
    return to_thread(found)


@require_POST
@held
def paper_kept(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    """ "I have written it down": the code is shown no more."""
    forget_paper(request.session)
    return to_thread(found)


def show_thread(
    request: HttpRequest,
    found: PatientRequest,
    holder: Holder,
    *,
    form: MessageForm | None = None,
    may_ask: MayAskForm | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    context: dict[str, Any] = {
        "page": thread_page(found, holder, now=now),
        "found": found,
        "form": form or MessageForm(initial={"form_key": uuid4()}),
        "key": uuid4(),
        "said": said,
        "has_errors": bool(said or (may_ask and may_ask.errors)),
        "by_phone": found.way == ContactWay.PHONE,
        "paper_code": paper_code(request.session, found.reference),
        "why": _why(found),
        "doctor_first": found.history[-1].reason == DeclineReason.DOCTOR_FIRST,
    }
    if found.state in WITH_NEXT:
        intake = Request.objects.select_related("intake").get(pk=found.id).intake
        context["next"] = next_place(intake, by=holder.askers, now=now)
        context["list_url"] = own_list_url(request, intake)
    if found.state == RequestState.VISITED and found.visit:
        context["after"] = after_visit(found.visit, asker_id=found.asker_id, now=now)
        context["may_ask"] = may_ask or MayAskForm(label_suffix="")
    if found.state == RequestState.AGREED:
        context["off_list"] = bool(refused_places([found.place.pk], now=now))
    return render(request, "matching/requests/thread.html", context, status=status)


def as_it_stands(request: HttpRequest, found: PatientRequest, holder: Holder, error: UserFacingError) -> HttpResponse:
    """Somebody was quicker, or time was: say so on the page as it is now."""
    now_found = own_request(found.reference, holder)
    return show_thread(request, now_found, holder, said=error.message, status=error.status)


def to_thread(found: PatientRequest, *, anchor: str = "") -> HttpResponse:
    response = see_other("matching_consultations:thread", reference=found.reference)
    if anchor:
        response.headers["Location"] += f"#{anchor}"
    return response


def key_in(request: HttpRequest) -> UUID:
    """404 for what no page of ours sends."""
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError:
        raise Http404 from None


def number_in(request: HttpRequest, name: str) -> int:
    number = number_of(request.POST.get(name, ""))
    if number is None:
        raise Http404
    return number


def _why(found: PatientRequest) -> str:
    """What the last move gave as its reason."""
    last = found.history[-1].reason
    return closed_words(last) if found.state == RequestState.CLOSED else reason_words(last)
