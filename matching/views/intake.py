"""The way in: start, one question a page, check answers, send. Works without JavaScript and without an account."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from caarisma.common.errors import UserFacingError
from caarisma.common.http import see_other
from matching.drafts import Draft, draft_of, forget_draft, load_draft, new_draft, save_draft, sent_intake
from matching.forms.ends import CONSENT_VERSION, AgreeForm, StartForm
from matching.forms.place import known_zip
from matching.forms.steps import STEPS, first_unanswered
from matching.forms.summary import answer_rows
from matching.models import Intake
from matching.services.intake import IntakeAnswers, submit_intake
from matching.views.results import private_list
from treatments.choices import CatalogChoices

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    form = StartForm(
        request.POST if request.method == "POST" else None, initial={"zip_code": request.GET.get("zip", "")}
    )
    if request.method == "POST" and form.is_valid():
        save_draft(request, new_draft().changed(zip_code=_zip_if_known(form.cleaned_data["zip_code"])))
        return see_other("matching:step", slug=next(iter(STEPS)))
    context = {"form": form, "draft": load_draft(request), "questions": len(STEPS)}
    return render(request, "matching/intake/start.html", context, status=UNPROCESSABLE if form.errors else 200)


def _zip_if_known(typed: str) -> str | None:
    """What was typed on the front page, if it is a ZIP code; the question itself asks again."""
    try:
        return known_zip(typed)
    except UserFacingError:
        return None


def _taken_up(request: HttpRequest) -> Draft | None:
    """Whoever went back after sending and changes an answer starts another search with the rest of them."""
    intake = sent_intake(request, now=timezone.now()) if request.method == "POST" else None
    return draft_of(intake) if intake else None


def _without_draft(request: HttpRequest) -> HttpResponse:
    """It was sent, by the first of two clicks say: to the list, where the answers can be changed. Else the link is
    old, the session ended, or it holds what an older release wrote."""
    if intake := sent_intake(request, now=timezone.now()):
        return see_other("matching:working", token=intake.token)
    messages.info(request, _("We do not have your answers, or they were too old. Please start here."))
    return redirect("matching:start")


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """One question. Whoever jumps ahead is taken to the first one that is open."""
    if slug not in STEPS:
        raise Http404
    draft = load_draft(request) or _taken_up(request)
    if draft is None:
        return _without_draft(request)
    catalog = CatalogChoices.read()
    opened = first_unanswered(draft, catalog)
    if opened is not None and _place(slug) > _place(opened):
        return redirect("matching:step", slug=opened)
    form = STEPS[slug](request.POST if request.method == "POST" else None, draft=draft, catalog=catalog)
    changing = "change" in request.GET
    if request.method == "POST" and form.is_valid():
        written = form.write()
        save_draft(request, written)
        return see_other(_after(slug, written, catalog, changing=changing))
    context = {
        "form": form,
        "number": _place(slug) + 1,
        "questions": len(STEPS),
        "back": reverse("matching:check") if changing and opened is None else _before(slug, changing=changing),
    }
    return render(request, form.template, context, status=UNPROCESSABLE if form.errors else 200)


def _place(slug: str) -> int:
    return list(STEPS).index(slug)


def _url(slug: str, *, changing: bool) -> str:
    return reverse("matching:step", args=[slug]) + ("?change" if changing else "")


def _before(slug: str, *, changing: bool) -> str:
    place = _place(slug)
    return _url(list(STEPS)[place - 1], changing=changing) if place else reverse("matching:start")


def _after(slug: str, draft: Draft, catalog: CatalogChoices, *, changing: bool) -> str:
    """The next question; from "Change" straight back to the answers, unless the change opened a question anew."""
    following = list(STEPS)[_place(slug) + 1 :]
    if changing or not following:
        opened = first_unanswered(draft, catalog)
        return _url(opened, changing=changing) if opened else reverse("matching:check")
    return _url(following[0], changing=False)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The answers once more, the consent, and sending. Sending twice, by a double click or from Back, saves once."""
    draft = load_draft(request)
    if draft is None:
        return _without_draft(request)
    catalog = CatalogChoices.read()
    if opened := first_unanswered(draft, catalog):
        return redirect("matching:step", slug=opened)
    form = AgreeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            intake = _send(request, draft)
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            forget_draft(request)
            return see_other("matching:working", token=intake.token)
    context = {"form": form, "rows": answer_rows(draft, catalog)}
    return render(request, "matching/intake/check.html", context, status=UNPROCESSABLE if form.errors else 200)


def _send(request: HttpRequest, draft: Draft) -> Intake:
    assert draft.zip_code is not None  # every question is answered
    assert draft.radius_miles is not None
    answers = IntakeAnswers(
        form_key=UUID(draft.form_key),
        areas=frozenset(draft.areas or ()),
        concerns=frozenset(draft.concerns or ()),
        zip_code=draft.zip_code,
        radius_miles=draft.radius_miles,
        max_price=draft.max_price,
        slots=frozenset(draft.slots or ()),
        slots_required=draft.slots_required,
        wishes=frozenset(draft.wishes or ()),
        musts=frozenset(draft.musts),
        consent_version=CONSENT_VERSION,
    )
    owner = request.user if request.user.is_authenticated else None
    return submit_intake(answers=answers, owner=owner, now=timezone.now())


@require_POST
@private_list
def change(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Take the answers behind a list up again. The list stays as it is; sending makes another one."""
    save_draft(request, draft_of(intake))
    return see_other("matching:check")
