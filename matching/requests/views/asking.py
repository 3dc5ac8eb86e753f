"""Asking: one form, then a press (views/confirming.py). Whoever cannot be asked is told before one writes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from caarisma.accounts.browser import known_browser
from caarisma.accounts.http import count_beyond_here
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from matching.consultations.errors import AlreadyAsked, FiveOpen, FullUntil, NotAnswering, TooMuch
from matching.consultations.models import Asker, RequestDraft
from matching.consultations.selectors import requests_held
from matching.consultations.services.drafting import save_draft
from matching.consultations.services.sending import send_request, sent_before
from matching.consultations.steps.gatekeeping import require_may_ask
from matching.consultations.steps.limiting import REQUESTS_A_DAY
from matching.lists.list_seen import asked_of
from matching.requests.asking_page import (
    AskPage,
    answers_of_draft,
    answers_of_request,
    ask_page,
    first_answers,
    next_place,
    place_to_ask,
)
from matching.requests.forms.asking import AskForm
from matching.requests.holders import Holder, browser_of
from matching.requests.services.pressing import ask_to_confirm, asker_by_address
from matching.requests.views.holding import own_list_url, own_request, who_holds
from matching.search.models import Intake
from matching.search.ownership import is_owner
from providers.directory.models import PracticeLocation


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, place: int) -> HttpResponse:
    now, holder = timezone.now(), who_holds(request)
    location = place_to_ask(place, now=now)
    if location is None:
        raise Http404
    page = page_of(request, location)
    if request.method == "POST":
        return _posted(request, page, holder)
    try:
        require_may_ask(location, holder.askers, now=now)
    except UserFacingError as error:
        return refused(request, error, place=location, intake=page.intake, holder=holder, status=200)
    return _shown(request, page, _form(page, initial=_initial(request, page, holder)))


def page_of(request: HttpRequest, place: PracticeLocation) -> AskPage:
    now = timezone.now()
    seen = asked_of(request, provider_id=place.provider_id, now=now)
    intake = seen.intake if seen and is_owner(request, seen.intake) else None
    return ask_page(place, seen=seen, intake=intake, now=now)


def _posted(request: HttpRequest, page: AskPage, holder: Holder) -> HttpResponse:
    form = _form(page, data=request.POST)
    if not form.is_valid():
        return _shown(request, page, form)
    sent = sent_before(form.cleaned_data["form_key"])
    if sent and sent.asker_id in holder.askers:  # Back, and sent once more
        return see_other("matching_consultations:thread", reference=sent.reference)
    try:
        require_may_ask(page.place, holder.askers, now=timezone.now())
        if count_beyond_here(request, "consult:send", REQUESTS_A_DAY):
            raise TooMuch
        draft = _saved(request, page, form)
        return _sent_or_asked(request, draft, holder)
    except UserFacingError as error:
        form.add_error(None, error.message)
        return _shown(request, page, form, status=error.status)


def _saved(request: HttpRequest, page: AskPage, form: AskForm) -> RequestDraft:
    return save_draft(
        browser=browser_of(request.session),
        form_key=form.cleaned_data["form_key"],
        place=page.place,
        answers=form.answers(),
        intake=page.intake,
        language=get_language() or "en",
        now=timezone.now(),
    )


def _sent_or_asked(request: HttpRequest, draft: RequestDraft, holder: Holder) -> HttpResponse:
    """At once for who proved this address in this browser; else a press on a mailed link comes first, and for who has
    no address a look at all of it."""
    now = timezone.now()
    if asker := _known(draft, holder):
        sent = send_request(draft_id=draft.pk, asker_id=asker.pk, form_key=draft.form_key, now=now)
        return see_other("matching_consultations:thread", reference=sent.reference)
    if draft.email:
        ask_to_confirm(draft_id=draft.pk, browser=draft.session_hash, now=now)
    return see_other("matching_consultations:confirm", draft=draft.pk)


def _known(draft: RequestDraft, holder: Holder) -> Asker | None:
    if draft.email:
        asker = asker_by_address(str(draft.email))
        return asker if asker and asker.pk in holder.askers else None
    return Asker.objects.filter(pk__in=holder.askers, email=None).first()


def _form(page: AskPage, **kwargs: Any) -> AskForm:
    return AskForm(lines=page.lines, facts=page.facts, days=page.days, **kwargs)


def _initial(request: HttpRequest, page: AskPage, holder: Holder) -> dict[str, Any]:
    """What this browser wrote for this place before; or what it asked another one: "?like=" and its reference."""
    if browser := known_browser(request.session):
        drafts = RequestDraft.objects.alive(on=timezone.now()).filter(session_hash=browser)
        if draft := drafts.filter(place=page.place).order_by("-made_at", "-pk").first():
            return answers_of_draft(draft)
    like = request.GET.get("like")
    if like:
        try:
            found = own_request(like, holder)
        except Http404:
            return first_answers(page)
        if found.asker_id in holder.fresh:
            return first_answers(page) | answers_of_request(found)
    return first_answers(page)


def _shown(request: HttpRequest, page: AskPage, form: AskForm, *, status: int = 0) -> HttpResponse:
    status = status or (UNPROCESSABLE if form.errors else 200)
    context = {"form": form, "page": page}
    return render(request, "matching/requests/ask.html", context, status=status)


def refused(
    request: HttpRequest,
    error: UserFacingError,
    *,
    place: PracticeLocation,
    intake: Intake | None,
    holder: Holder,
    status: int = 0,
) -> HttpResponse:
    """Why this clinic cannot be asked, and what one can do instead. What was typed is kept for three days."""
    context = {
        "message": error.message,
        "place": place,
        "reference": error.reference if isinstance(error, AlreadyAsked) else "",
        "open": [line for line in requests_held(by=holder.askers) if line.is_open]
        if isinstance(error, FiveOpen)
        else [],
        "may_wait": isinstance(error, FullUntil | NotAnswering),
        "next": next_place(intake, by=holder.askers, now=timezone.now()),
        "list_url": own_list_url(request, intake),
    }
    return render(request, "matching/requests/refused.html", context, status=status or error.status)
