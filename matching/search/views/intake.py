"""The way in: start, one question a page, check answers, send. Works without JavaScript and without an account."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, may_run_twice, see_other
from matching.search.drafts import (
    SEARCH,
    SENT,
    ZIP_KEY,
    Draft,
    draft_of,
    forget_draft,
    load_draft,
    new_draft,
    newest_draft,
    save_draft,
    sent_intake,
)
from matching.search.forms.ends import AgreeForm, StartForm
from matching.search.forms.steps import QUESTIONS, STEPS, first_unanswered
from matching.search.forms.summary import answer_rows
from matching.search.health.keeping import USUAL, health_of, keep_health
from matching.search.health.selectors import health_row, meant, told_of
from matching.search.health.stopping import stop_page
from matching.search.health.told import HealthTold
from matching.search.models import Intake
from matching.search.ownership import who_makes
from matching.search.services.intake import submit_intake
from treatments.check.health import has_new_rows
from treatments.choices import CatalogChoices


@may_run_twice
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    form = StartForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        save_draft(request, new_draft().changed(zip_code=request.session.pop(ZIP_KEY, None)))
        return see_other("matching:step", slug=next(iter(STEPS)))
    context = {"form": form, "draft": load_draft(request), "questions": QUESTIONS}
    return render(request, "matching/search/intake/start.html", context, status=UNPROCESSABLE if form.errors else 200)


def taken_up(request: HttpRequest) -> Draft | None:
    """Whoever went back after sending sees the answers as they were sent, and with a changed one starts another search.
    Not for a page of some other search that is gone."""
    if request.POST.get(SEARCH, SENT) != SENT:
        return None
    intake = sent_intake(request, now=timezone.now())
    return draft_of(intake) if intake else None


def told_in(request: HttpRequest, draft: Draft) -> HealthTold | None:
    """What waits beside the draft; or was sent with the answers that it was taken up from, which are this session's."""
    if load_draft(request) is None and (intake := sent_intake(request, now=timezone.now())):
        return told_of(intake)
    return health_of(request, draft.form_key, now=timezone.now())


def carry_health(request: HttpRequest, told: HealthTold | None, *, to: Draft) -> None:
    """So that a changed answer is not a reason to ask about health again."""
    now = timezone.now()
    if told and health_of(request, to.form_key, now=now) is None:
        keep_health(request, to.form_key, told, until=now + USUAL)


def without_draft(request: HttpRequest) -> HttpResponse:
    """It was sent, by the first of two clicks say: to the list, where the answers can be changed. Else the link is
    old, the session ended, it holds what an older release wrote, or too many tabs were opened since."""
    intake = sent_intake(request, now=timezone.now())
    if intake and request.POST.get(SEARCH, SENT) in (SENT, str(intake.form_key)):
        return see_other("matching:results", token=intake.token)
    if request.POST.get(SEARCH) and newest_draft(request):
        messages.warning(request, _("That page was part of an older search. These are the answers of your newest one."))
        return see_other("matching:check")
    messages.info(request, _("We do not have your answers, or they were too old. Please start here."))
    return redirect("matching:start")


@may_run_twice
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """One question. Whoever jumps ahead is taken to the first one that is open."""
    if slug not in STEPS:
        raise Http404
    draft = load_draft(request) or taken_up(request)
    if draft is None:
        return without_draft(request)
    catalog = CatalogChoices.read()
    opened = first_unanswered(draft, catalog)
    if opened is not None and _place(slug) > _place(opened):
        return redirect("matching:step", slug=opened)
    form = STEPS[slug](request.POST if request.method == "POST" else None, draft=draft, catalog=catalog)
    changing = "change" in request.GET
    if request.method == "POST" and form.is_valid():
        written = form.write()
        carry_health(request, told_in(request, draft), to=written)
        save_draft(request, written)
        return see_other(_after(slug, written, catalog, changing=changing))
    context = {
        "form": form,
        "kept_as": form.kept_as,
        "search": search_of(request, draft),
        "number": _place(slug) + 1,
        "questions": QUESTIONS,
        "back": reverse("matching:check") if changing and opened is None else _before(slug, changing=changing),
    }
    return render(request, form.template, context, status=UNPROCESSABLE if form.errors else 200)


def search_of(request: HttpRequest, draft: Draft) -> str:
    """What the page says it belongs to."""
    saved = load_draft(request)
    return saved.form_key if saved and saved.form_key == draft.form_key else SENT


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
        done = reverse("matching:check" if changing else "matching:health")
        return _url(opened, changing=changing) if opened else done
    return _url(following[0], changing=False)


@may_run_twice
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The answers once more, the consent, and sending. Sending twice, by a double click or from Back, saves once."""
    draft = load_draft(request)
    if draft is None:
        return _as_sent(request) or without_draft(request)
    catalog = CatalogChoices.read()
    if opened := first_unanswered(draft, catalog):
        return redirect("matching:step", slug=opened)
    told = told_in(request, draft)
    if told is None or has_new_rows(draft.areas or (), draft.concerns or (), told.seen):
        return redirect("matching:health")
    concerns = meant(draft.areas or (), draft.concerns or ())
    if told.stops(concerns):
        return stop_page(request, draft, told, concerns)
    form = AgreeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            intake = send(request, draft)
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            forget_draft(request, draft)
            return see_other("matching:results", token=intake.token)
    rows = [*answer_rows(draft, catalog), health_row(told)]
    context = {"form": form, "rows": rows, "search": draft.form_key, "back": reverse("matching:health")}
    return render(request, "matching/search/intake/check.html", context, status=UNPROCESSABLE if form.errors else 200)


def _as_sent(request: HttpRequest) -> HttpResponse | None:
    """Back from the list: the answers that it was made from. Each can be changed, which makes another list."""
    intake = sent_intake(request, now=timezone.now()) if request.method != "POST" else None
    if intake is None:
        return None
    draft, catalog = draft_of(intake), CatalogChoices.read()
    if first_unanswered(draft, catalog):  # the catalog has moved on
        return None
    told = told_of(intake)
    rows = answer_rows(draft, catalog) + ([health_row(told)] if told else [])
    context = {"rows": rows, "list_url": intake.get_absolute_url(), "back": reverse("matching:health")}
    return render(request, "matching/search/intake/check.html", context)


def send(request: HttpRequest, draft: Draft) -> Intake:
    """Save a complete draft as an intake of the account, or of this browser where nobody is signed in. The caller has
    asked for both ticks. UserFacingError as submit_intake says."""
    told = health_of(request, draft.form_key, now=timezone.now())
    return submit_intake(answers=draft, owner=who_makes(request), health=told, now=timezone.now())
