"""Other times, another time, cancelling, reporting: each on a page of its own, so that a mistake loses nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE
from matching.consultations.enums import ReportReason, RequestState, Side
from matching.consultations.people.safety import report as report_to_desk
from matching.consultations.selectors import PatientRequest
from matching.consultations.services.choosing import say_none_fits
from matching.consultations.services.ending import cancel_by_patient
from matching.consultations.services.moving import accept_move, wish_to_move, withdraw_wish
from matching.consultations.steps.booking import wall_of
from matching.requests.forms.days import ClinicDays
from matching.requests.forms.small import CancelForm, ReportForm
from matching.requests.forms.wishes import MoveForm, NoneFitsForm
from matching.requests.holders import Holder
from matching.requests.views.holding import held, own_request
from matching.requests.views.thread import as_it_stands, key_in, number_in, to_thread

ASKS = ["GET", "HEAD", "POST"]


@require_http_methods(ASKS)
@held
def none_fits(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    form = NoneFitsForm(_posted(request), days=_days(found))

    def send(now: datetime) -> None:
        say_none_fits(
            request_id=found.id,
            wishes=form.wishes(),
            words=form.cleaned_data["words"],
            by=holder.askers,
            seen=_seen(request),
            form_key=key_in(request),
            now=now,
        )

    if request.method == "GET" and found.state != RequestState.TIMES_OFFERED:
        return to_thread(found)
    return _answered(request, found, holder, form, send, "none_fits")


@require_http_methods(ASKS)
@held
def move(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    form = MoveForm(_posted(request), days=_days(found))

    def send(now: datetime) -> None:
        assert found.visit is not None
        wish_to_move(
            request_id=found.id,
            times=form.times(minutes=wall_of(found.visit).minutes),
            side=Side.PATIENT,
            by=holder.askers,
            seen=_seen(request),
            now=now,
        )

    if found.state != RequestState.AGREED or found.visit is None or found.visit.starts <= timezone.now():
        return to_thread(found)
    return _answered(request, found, holder, form, send, "move")


@require_POST
@held
def accept(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    offer, key = number_in(request, "offer"), key_in(request)
    try:
        accept_move(
            request_id=found.id,
            offer_id=offer,
            side=Side.PATIENT,
            by=holder.askers,
            form_key=key,
            now=timezone.now(),
        )
    except UserFacingError as error:
        return as_it_stands(request, found, holder, error)
    return to_thread(found)


@require_POST
@held
def withdraw(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    """The wish for another time, taken back: the visit stays."""
    withdraw_wish(request_id=found.id, side=Side.PATIENT, by=holder.askers, now=timezone.now())
    return to_thread(found)


@require_http_methods(ASKS)
@held
def cancel(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    """Always possible, also from a page that is old: only what is over cannot be cancelled."""
    form = CancelForm(_posted(request), initial={"form_key": uuid4()})

    def send(now: datetime) -> None:
        words, key = form.cleaned_data["words"], form.cleaned_data["form_key"]
        cancel_by_patient(request_id=found.id, by=holder.askers, words=words, form_key=key, now=now)

    if not found.is_open:
        return to_thread(found)
    return _answered(request, found, holder, form, send, "cancel")


@require_http_methods(ASKS)
@held
def report(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    form = ReportForm(_posted(request))

    def send(now: datetime) -> None:
        report_to_desk(
            request_id=found.id,
            side=Side.PATIENT,
            by=holder.askers,
            reason=ReportReason(form.cleaned_data["reason"]),
            words=form.cleaned_data["words"],
            now=now,
        )
        messages.success(request, _("Thank you. A person of our staff looks at it within two working days."))

    return _answered(request, found, holder, form, send, "report")


def _answered(
    request: HttpRequest,
    found: PatientRequest,
    holder: Holder,
    form: forms.Form,
    send: Callable[[datetime], None],
    template: str,
) -> HttpResponse:
    """The form; or what it says is done, or its page once more with what stands against it and all that was typed."""
    status = UNPROCESSABLE
    if request.method == "POST" and form.is_valid():
        try:
            send(timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
            status, found = error.status, own_request(found.reference, holder)
        else:
            return to_thread(found)
    context: dict[str, Any] = {"found": found, "form": form, "key": request.POST.get("form_key") or uuid4()}
    code = status if form.errors else 200
    return render(request, f"matching/requests/{template}.html", context, status=code)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _days(found: PatientRequest) -> ClinicDays:
    return ClinicDays(found.place, timezone.now())


def _seen(request: HttpRequest) -> int:
    return number_in(request, "seen")
