"""A person's own page, with or without an account, and what they may do there."""

from uuid import UUID, uuid4

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caarisma.accounts.http import SignedInRequest
from caarisma.common.http import UNPROCESSABLE, see_other
from matching.consultations.selectors import requests_held
from matching.questions.selectors import own_questions
from matching.rights.bringing import bring_along, choose_language, lists_to_bring, requests_to_bring
from matching.rights.erasing import NothingKept, erase_person, why_account_stays
from matching.rights.forms import EraseForm, LanguageForm
from matching.rights.models import Erasure, KeptWhy
from matching.rights.taking_along import as_json, everything_of
from matching.rights.whose import whose
from matching.search.drafts import forget_answers
from matching.watches.selectors import watch_lines
from treatments.check.keeping import forget as forget_check

# Who is signed in gives the password or the passkey once more: the page may have been left open.
once_more = reauthentication_required(enabled=lambda request: request.user.is_authenticated)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    mine = whose(request, now=now)
    kept = mine.lists().alive(on=now).select_related("job").prefetch_related("areas").order_by("-pk")
    context = {
        "lists": kept,
        "requests": requests_held(by=mine.askers),
        "questions": own_questions(askers=mine.askers, browser=mine.drafts, now=now),
        "watches": watch_lines(mine.watches()),
        "lists_to_bring": lists_to_bring(mine, now=now),
        "requests_to_bring": requests_to_bring(mine),
        "language_form": LanguageForm(initial={"language": _language_of(request)}, label_suffix=""),
    }
    return render(request, "matching/rights/home.html", context)


def _language_of(request: HttpRequest) -> str:
    return getattr(request.user, "language", "") or get_language() or "en"


@require_POST
@login_required
def bring(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    lists, addresses = bring_along(whose=whose(request, now=now), account=request.user, now=now)
    if lists or addresses:
        messages.success(request, _("It is in your account now. This browser alone opens it no more."))
    return see_other("me:home")


@require_POST
@login_required
def language(request: SignedInRequest) -> HttpResponse:
    form = LanguageForm(request.POST, label_suffix="")
    if not form.is_valid():
        return render(request, "matching/rights/language.html", {"form": form}, status=UNPROCESSABLE)
    choose_language(account=request.user, language=form.cleaned_data["language"], now=timezone.now())
    messages.success(request, _("Saved. Mails from now on are in this language."))
    return see_other("me:home")


@once_more
@require_http_methods(["GET", "HEAD", "POST"])
def download(request: HttpRequest) -> HttpResponse:
    """A POST, so that no program which follows links fetches it."""
    now = timezone.now()
    mine = whose(request, now=now)
    if request.method != "POST":
        return render(request, "matching/rights/download.html", {"words_wait": mine.askers and not mine.shows_words})
    parts = everything_of(mine, request, now=now)
    if "json" in request.POST:
        body, kind = as_json(parts, now=now), "json"
    else:
        body, kind = render_to_string("matching/rights/everything.html", {"parts": parts, "made_at": now}), "html"
    response = HttpResponse(body, content_type=f"{'application' if kind == 'json' else 'text'}/{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="caarisma-{now:%Y-%m-%d}.{kind}"'
    return response


@once_more
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    mine = whose(request, now=now)
    form, key = EraseForm(request.POST if request.method == "POST" else None, label_suffix=""), _form_key(request)
    if form.is_valid():
        try:
            erasure = erase_person(whose=mine, form_key=key, language=_language_of(request), now=now)
        except NothingKept as nothing:
            forget_answers(request)
            messages.info(request, nothing.message)
            return see_other("me:home")
        return _gone(request, erasure)
    stays = why_account_stays(mine.account)
    context = {"form": form, "form_key": key, "mine": mine, "stays": KeptWhy(stays).label if stays else ""}
    return render(request, "matching/rights/erase.html", context, status=UNPROCESSABLE if form.errors else 200)


def _form_key(request: HttpRequest) -> UUID:
    """Made with the page: sent twice, it erases once. One that came damaged is one that nobody has sent."""
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError:
        return uuid4()


def _gone(request: HttpRequest, erasure: Erasure) -> HttpResponse:
    """With nothing left in the browser either: neither the session nor what pages have put aside."""
    if erasure.account or not request.user.is_authenticated:
        logout(request)
    else:
        forget_answers(request)
    response = see_other("me:erased", receipt=erasure.receipt)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return forget_check(response)


@require_safe
def erased(request: HttpRequest, receipt: str) -> HttpResponse:
    """For whoever has the number, also much later: it says what was done and names nobody."""
    erasure = get_object_or_404(Erasure, receipt=receipt)
    return render(request, "matching/rights/erased.html", {"erasure": erasure})
