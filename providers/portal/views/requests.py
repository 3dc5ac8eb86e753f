"""The inbox, one request with its talk, and what is done there with one press."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, number_of, see_other
from matching.consultations.enums import Side
from matching.consultations.errors import HiddenClinic, RequestGone
from matching.consultations.people.safety import is_blocked, unblock_asker
from matching.consultations.selectors import ClinicRequest, for_clinic
from matching.consultations.services.answering import see_request
from matching.consultations.services.messaging import write_as_clinic
from matching.consultations.services.moving import accept_move, withdraw_wish
from matching.consultations.services.visiting import say_missed, say_visited
from providers.portal.acting import request_named
from providers.portal.forms.requests import WriteForm
from providers.portal.http import PortalRequest, for_team
from providers.portal.inbox import InboxFilter, inbox_of
from providers.portal.request_page import request_view
from providers.portal.request_words import TEMPLATES
from providers.teams.rules.deeds import Deed

PER_PAGE = 50
View = Callable[..., HttpResponse]


def for_its_clinic(view: View) -> View:
    """Give the view the request, as far as this clinic may read it. 404 for everybody else's."""

    @wraps(view)
    def wrapped(request: PortalRequest, reference: str, **kwargs: Any) -> HttpResponse:
        return view(request, own_request(request, reference), **kwargs)

    return for_team(Deed.ANSWER, of=request_named)(wrapped)


def own_request(request: PortalRequest, reference: str) -> ClinicRequest:
    try:
        return for_clinic(reference=reference, by=request.user, now=timezone.now())
    except RequestGone:
        raise Http404 from None


@require_safe
@for_team(Deed.ANSWER)
def requests(request: PortalRequest) -> HttpResponse:
    now, asked = timezone.now(), request.GET.get("show", "")
    found = inbox_of(request.provider, request.user, now=now)
    usual = InboxFilter.WAITING if found.waiting else InboxFilter.OPEN
    show = InboxFilter(asked) if asked in InboxFilter.values else usual
    context = {
        "inbox": found,
        "page": Paginator(found.shown(show), PER_PAGE).get_page(request.GET.get("page")),
        "show": show,
        "filters": [(one, len(found.shown(one))) for one in InboxFilter],
        "places": request.standing.places,
        "now": now,
    }
    return render(request, "providers/portal/requests/inbox.html", context)


@require_safe
@for_its_clinic
def thread(request: PortalRequest, found: ClinicRequest) -> HttpResponse:
    """Opened by a person of the clinic, it is read: move 2, and one line of the trail."""
    if request.method == "GET" and not found.withdrawn:
        with suppress(HiddenClinic):  # then it shows nothing of the patient, and is not read
            see_request(request_id=found.id, by=request.user, now=timezone.now())
        found = own_request(request, found.reference)
    return as_it_stands(request, found)


@require_POST
@for_its_clinic
def write(request: PortalRequest, found: ClinicRequest) -> HttpResponse:
    """A message; or a sentence from the list put into the box, below what was typed."""
    if (code := request.POST.get("template", "")) and "insert" in request.POST:
        return _with_template(request, found, code)
    form = WriteForm(request.POST)
    if not form.is_valid():
        return as_it_stands(request, found, form=form, status=UNPROCESSABLE)
    body, key = form.cleaned_data["body"], form.cleaned_data["form_key"]
    try:
        write_as_clinic(request_id=found.id, body=body, by=request.user, form_key=key, now=timezone.now())
    except UserFacingError as error:
        form.add_error("body", error.message)
        return as_it_stands(request, own_request(request, found.reference), form=form, status=error.status)
    return to_thread(found)


@require_POST
@for_its_clinic
def came(request: PortalRequest, found: ClinicRequest) -> HttpResponse:
    def say(key: UUID) -> None:
        say_visited(request_id=found.id, side=Side.CLINIC, by=[request.user.pk], form_key=key, now=timezone.now())

    return _pressed(request, found, say, _("Thank you. You said that they came."))


@require_POST
@for_its_clinic
def missed(request: PortalRequest, found: ClinicRequest) -> HttpResponse:
    def say(key: UUID) -> None:
        say_missed(request_id=found.id, by=request.user, form_key=key, now=timezone.now())

    return _pressed(request, found, say, _("Thank you. We ask them how it went. Nobody is marked for it."))


@require_POST
@for_its_clinic
def accept(request: PortalRequest, found: ClinicRequest) -> HttpResponse:
    offer = number_of(request.POST.get("offer", ""))
    if offer is None:
        raise BadRequest

    def say(key: UUID) -> None:
        accept_move(
            request_id=found.id,
            offer_id=offer,
            side=Side.CLINIC,
            by=[request.user.pk],
            form_key=key,
            now=timezone.now(),
        )

    return _pressed(request, found, say, _("The visit is moved. We told them."))


@require_POST
@for_its_clinic
def withdraw(request: PortalRequest, found: ClinicRequest) -> HttpResponse:
    """The wish for another time, taken back: the visit stays."""
    withdraw_wish(request_id=found.id, side=Side.CLINIC, by=[request.user.pk], now=timezone.now())
    messages.success(request, _("The visit stays as it is."))
    return to_thread(found)


@require_POST
@for_its_clinic
def unblock(request: PortalRequest, found: ClinicRequest) -> HttpResponse:
    unblock_asker(request_id=found.id, by=request.user)
    messages.success(request, _("This person can ask you again."))
    return to_thread(found)


def as_it_stands(
    request: PortalRequest, found: ClinicRequest, *, form: WriteForm | None = None, said: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "view": request_view(found, now=timezone.now()),
        "found": found,
        "form": form or WriteForm(initial={"form_key": uuid4()}),
        "templates": [(code, name) for code, (name, _words) in TEMPLATES.items()],
        "key": uuid4(),
        "said": said,
        "blocked": not found.withdrawn and is_blocked(request_id=found.id, by=request.user),
    }
    return render(request, "providers/portal/requests/thread.html", context, status=status)


def to_thread(found: ClinicRequest) -> HttpResponse:
    return see_other("provider:request", reference=found.reference)


def _with_template(request: PortalRequest, found: ClinicRequest, code: str) -> HttpResponse:
    typed = request.POST.get("body", "").rstrip()
    words = str(TEMPLATES[code][1]) if code in TEMPLATES else ""
    body = "\n".join(filter(None, (typed, words)))
    return as_it_stands(request, found, form=WriteForm(initial={"body": body, "form_key": uuid4()}))


def _pressed(request: PortalRequest, found: ClinicRequest, say: Callable[[UUID], None], done: str) -> HttpResponse:
    """One press with nothing typed: done, or the page as it is now with what stands against it."""
    try:
        key = UUID(request.POST.get("form_key", ""))
    except ValueError:
        raise BadRequest from None
    try:
        say(key)
    except UserFacingError as error:
        return as_it_stands(request, own_request(request, found.reference), said=error.message, status=error.status)
    messages.success(request, done)
    return to_thread(found)
