"""Answers with something to type, each on a page of its own, so that a mistake loses nothing: a table of steps, and one
view for all. Who comes second is told how it stands now, and finds what they typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE
from matching.consultations.enums import CancelReason, DeclineReason, ReportReason, Side
from matching.consultations.people.safety import block_asker, report
from matching.consultations.selectors import ClinicRequest
from matching.consultations.services.answering import book_named_time, decline_request, offer_times
from matching.consultations.services.ending import AskTwice, cancel_by_clinic
from matching.consultations.services.moving import wish_to_move
from matching.consultations.steps.booking import wall_of
from providers.portal.forms.requests import (
    CancelVisitForm,
    DeclineForm,
    DisputeForm,
    OneTimeForm,
    ReportPatientForm,
    RequestStepForm,
    TypedTimesForm,
)
from providers.portal.http import PortalRequest
from providers.portal.request_page import request_view, steps_of
from providers.portal.views.requests import for_its_clinic, own_request, to_thread


@dataclass(frozen=True, slots=True)
class RequestStep:
    form: type[RequestStepForm]
    send: Callable[[PortalRequest, ClinicRequest, Any, datetime], object]
    done: Any


def _offer(request: PortalRequest, found: ClinicRequest, form: TypedTimesForm, now: datetime) -> object:
    return offer_times(request_id=found.id, times=form.times, by=request.user, **_told(form), now=now)


def _book(request: PortalRequest, found: ClinicRequest, form: TypedTimesForm, now: datetime) -> object:
    return book_named_time(request_id=found.id, time_=form.times[0], by=request.user, **_told(form), now=now)


def _decline(request: PortalRequest, found: ClinicRequest, form: DeclineForm, now: datetime) -> object:
    reason, words = DeclineReason(form.cleaned_data["reason"]), form.cleaned_data["words"]
    return decline_request(request_id=found.id, reason=reason, words=words, by=request.user, **_told(form), now=now)


def _cancel(request: PortalRequest, found: ClinicRequest, form: CancelVisitForm, now: datetime) -> object:
    return cancel_by_clinic(
        request_id=found.id,
        reason=CancelReason(form.cleaned_data["reason"]),
        words=form.cleaned_data["words"],
        sure=form.cleaned_data["sure"],
        by=request.user,
        **_told(form),
        now=now,
    )


def _move(request: PortalRequest, found: ClinicRequest, form: TypedTimesForm, now: datetime) -> object:
    return wish_to_move(
        request_id=found.id,
        times=form.times,
        side=Side.CLINIC,
        by=[request.user.pk],
        by_user=request.user,
        seen=form.cleaned_data["seen"],
        now=now,
    )


def _report(request: PortalRequest, found: ClinicRequest, form: ReportPatientForm, now: datetime) -> object:
    data = form.cleaned_data
    return _to_the_desk(request, found, ReportReason(data["reason"]), data["words"], data["message"], now)


def _dispute(request: PortalRequest, found: ClinicRequest, form: DisputeForm, now: datetime) -> object:
    return _to_the_desk(request, found, ReportReason.VISITED, form.cleaned_data["words"], None, now)


def _to_the_desk(
    request: PortalRequest, found: ClinicRequest, reason: ReportReason, words: str, message: int | None, now: datetime
) -> object:
    return report(
        request_id=found.id,
        side=Side.CLINIC,
        by=[request.user.pk],
        by_user=request.user,
        reason=reason,
        words=words,
        message_n=message,
        now=now,
    )


def _block(request: PortalRequest, found: ClinicRequest, form: RequestStepForm, now: datetime) -> object:
    return block_asker(request_id=found.id, by=request.user, now=now)


LOOKED_AT: Final = _("A person of our staff looks at it within two working days.")
BLOCKED: Final = _("This person cannot ask you any more. They are not told that you did this.")
STEPS: Final[Mapping[str, RequestStep]] = {
    "offer": RequestStep(TypedTimesForm, _offer, _("We told them. They choose one of your times.")),
    "book": RequestStep(OneTimeForm, _book, _("Booked. We told them.")),
    "decline": RequestStep(DeclineForm, _decline, _("We told them, and offered the next place.")),
    "move": RequestStep(TypedTimesForm, _move, _("We asked them. The visit stays until they say yes.")),
    "cancel": RequestStep(CancelVisitForm, _cancel, _("The visit is cancelled. We told them.")),
    "report": RequestStep(ReportPatientForm, _report, LOOKED_AT),
    "dispute": RequestStep(DisputeForm, _dispute, LOOKED_AT),
    "block": RequestStep(RequestStepForm, _block, BLOCKED),
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_its_clinic
def step(request: PortalRequest, found: ClinicRequest, what: str) -> HttpResponse:
    """The form; or what it says is done; or its page once more, with what stands against it and all that was typed."""
    now, chosen = timezone.now(), STEPS[what]
    if request.method != "POST":
        if what not in steps_of(found, now=now):
            return to_thread(found)
        return _page(request, found, what, chosen.form(request=found, now=now, initial=_initial(request, found)))
    form = chosen.form(request.POST, request=found, now=now)
    if not form.is_valid():
        return _page(request, found, what, form, status=UNPROCESSABLE)
    try:
        chosen.send(request, found, form, now)
    except UserFacingError as error:
        form.add_error(None, error.message)
        context = {"ask_twice": isinstance(error, AskTwice)}
        return _page(request, own_request(request, found.reference), what, form, status=error.status, **context)
    messages.success(request, chosen.done)
    return to_thread(found)


def _page(
    request: PortalRequest, found: ClinicRequest, what: str, form: RequestStepForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    """`seen` and the key are those of the page as it is now, not of the form that came too late."""
    view = request_view(found, now=form.now)
    stands = {"view": view, "found": found, "form": form, "key": uuid4(), "can": what in view.steps}
    template = f"providers/portal/requests/{what}.html"
    return render(request, template, {"standing": request.standing, **stands, **context}, status=status)


def _initial(request: PortalRequest, found: ClinicRequest) -> dict[str, Any]:
    """The length of the visit that is to be moved; the message that is reported."""
    number = request.GET.get("message", "")
    initial: dict[str, Any] = {"message": number if number.isascii() and number.isdigit() else None}
    if found.visit:
        initial["minutes"] = wall_of(found.visit).minutes
    return initial


def _told(form: RequestStepForm) -> dict[str, Any]:
    return {"seen": form.cleaned_data["seen"], "form_key": form.cleaned_data["form_key"]}
