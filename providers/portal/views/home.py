"""Where the provider stands, and the few things done from there with one press."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caarisma.common.errors import UserFacingError
from caarisma.common.http import see_other
from matching.questions.selectors import count_to_answer
from matching.reviews.selectors import ClinicReviews, reviews_of_clinic
from providers.calls.selectors import phone_questions_of
from providers.calls.services import confirm_phone
from providers.directory.models import PracticeLocation
from providers.pauses.forms import PauseForm
from providers.portal.acting import place_named
from providers.portal.http import PortalRequest, answer, for_provider, for_team, posted
from providers.portal.inbox import inbox_of
from providers.portal.standing import Standing
from providers.portal.status import status_of
from providers.portal.tasks import minutes_left, task_lines
from providers.portal.views.answering import answering_of
from providers.portal.views.filing import on_its_way
from providers.profile.services.places import confirm_hours
from providers.screening.models import Document
from providers.teams.enums import Did, Role
from providers.teams.rules.deeds import Deed, may
from providers.teams.selectors import teams_of
from providers.teams.services.acts import note
from providers.vetting.cases.cases import pause_provider, unpause_provider
from providers.vetting.documents.storing import remove_document


@require_safe
@partial(for_provider, deed=Deed.LOOK)
def home(request: PortalRequest) -> HttpResponse:
    standing = request.standing
    lines = task_lines(standing)
    context = {
        "standing": standing,
        "status": status_of(standing),
        "lines": lines,
        "done": sum(line.done for line in lines),
        "minutes": minutes_left(lines),
        "ready": all(line.done for line in lines),
        "on_its_way": on_its_way(request),
        "inbox": inbox_of(request.provider, request.user, now=timezone.now()) if _has_inbox(standing) else None,
        "reviews": _reviews(request),
        "to_answer": count_to_answer(request.provider) if _has_inbox(standing) and request.role == Role.SELF else None,
        "team": teams_of(request.user),
        "is_self": request.role == Role.SELF,
        "may": {deed.value: may(request.role, deed) for deed in Deed},
        "phone_questions": phone_questions_of(request.provider.pk),
        **answering_of(request),
    }
    return render(request, "providers/portal/home.html", context)


def _reviews(request: PortalRequest) -> ClinicReviews | None:
    if not _has_inbox(request.standing) or not may(request.role, Deed.SPEAK):
        return None
    return reviews_of_clinic(by=request.user, provider=request.provider)


def _has_inbox(standing: Standing) -> bool:
    """Nobody was asked before patients saw them, and nobody reads it before we know that the profile is theirs."""
    return standing.approved is not None and not standing.unproven


@require_http_methods(["GET", "HEAD", "POST"])
@for_team(Deed.SPEAK)
def pause(request: PortalRequest) -> HttpResponse:
    form = PauseForm(posted(request)[0], today=request.standing.today)
    if request.method != "POST" or not form.is_valid():
        return answer(request, "pause", form, standing=request.standing)
    until = form.cleaned_data["until"]
    pause_provider(provider_id=request.provider.pk, until=until, by=request.user, now=timezone.now())
    if until:
        words = _("You are off every list now. On %(day)s patients see you again.")
        messages.success(request, words % {"day": date_format(until, "WEEKDAY_DATE_FORMAT")})
    else:
        messages.success(request, _("You are off every list now. Patients cannot see you until you come back."))
    return see_other("provider:home")


@require_POST
@for_team(Deed.SPEAK)
def unpause(request: PortalRequest) -> HttpResponse:
    unpause_provider(provider_id=request.provider.pk, by=request.user, now=timezone.now())
    messages.success(request, _("Your pause has ended."))
    return see_other("provider:home")


@require_POST
@for_team(Deed.HOURS)
def still_right(request: PortalRequest) -> HttpResponse:
    if confirm_hours(provider_id=request.provider.pk, by=request.user, now=timezone.now()):
        messages.success(request, _("Thank you. Patients see that your hours are fresh."))
    return see_other("provider:home")


@require_POST
@for_team(Deed.SPEAK, of=place_named)
def phone_right(request: PortalRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(request.provider.locations.filter(is_active=True), pk=pk)
    question = phone_questions_of(request.provider.pk).filter(location=place).first()
    try:
        if question is not None:
            _confirm_phone(request, question.pk, place)
        messages.success(request, _("Thank you. Patients read this number."))
    except UserFacingError as error:
        messages.error(request, error.message)
    return see_other("provider:home")


@transaction.atomic
def _confirm_phone(request: PortalRequest, question_id: int, place: PracticeLocation) -> None:
    now = timezone.now()
    confirm_phone(question_id=question_id, by=request.user, now=now)
    note(request.provider, Did.PHONE, by=request.user, place=place, now=now)


@require_POST
@for_provider
def remove(request: PortalRequest, name: str) -> HttpResponse:
    held = Document.objects.held().filter(provider=request.provider, uploaded_by=request.user)
    document = get_object_or_404(held, name=name)
    try:
        remove_document(document_id=document.pk, by=request.user, now=timezone.now())
        gone = not Document.objects.to_delete().filter(pk=document.pk).exists()
        words = _("Deleted: %s") if gone else _("Nobody can open it any more, and we delete it within the hour: %s")
        messages.success(request, words % document.title)
    except UserFacingError as error:
        messages.error(request, error.message)
    return see_other("provider:home")
