"""The author's pages: ask, confirm by a press, see how it stands, change it, take it back. They are there for whose
browser or address asked, and for nobody else; each answers a mistake on its own page with all that was typed."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from caarisma.accounts.browser import known_browser
from caarisma.accounts.http import count_beyond_here
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from matching.questions.errors import QuestionGone, QuestionLinkOver, TooManyQuestions
from matching.questions.forms.asking import QuestionForm
from matching.questions.links import find_question
from matching.questions.models import Question
from matching.questions.selectors import OwnQuestion, own_question
from matching.questions.services.asking import AskedBy, ask_question, send_press_again
from matching.questions.services.confirming import is_used_or_late, press_question_link
from matching.questions.services.writing import change_question, take_question_back
from matching.requests.forms.small import DeviceForm
from matching.requests.holders import KEPT_ON_SHARED, Holder, browser_of
from matching.requests.views.confirming import renewed
from matching.requests.views.holding import who_holds

ASKED_A_DAY = 20  # from one network address
METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def new(request: HttpRequest) -> HttpResponse:
    form, status = (
        QuestionForm(request.POST if request.method == "POST" else None, initial=_initial(request)),
        UNPROCESSABLE,
    )
    if form.is_valid():
        try:
            return see_other("questions:own", key=_asked(request, form).key)
        except UserFacingError as error:
            form.add_error(None, error.message)
            status = error.status
    return render(request, "matching/questions/ask.html", {"form": form}, status=status if form.errors else 200)


@require_http_methods(METHODS)
def own(request: HttpRequest, key: UUID) -> HttpResponse:
    """How it stands. Posted to, the changed question; ?change=1 opens the form."""
    page, holder = _own(request, key)
    is_known = _is_known(request, page, holder)
    form, status = None, UNPROCESSABLE
    if request.method == "POST" and is_known and page.may_change:
        form = QuestionForm(request.POST, asks_email=False)
        if form.is_valid():
            try:
                _changed(page, holder, form)
            except UserFacingError as error:
                form.add_error(None, error.message)
                page, status = _own(request, key)[0], error.status
            else:
                messages.success(request, _("Thank you. A person of our staff reads it within two working days."))
                return see_other("questions:own", key=key)
    elif is_known and page.may_change and ("change" in request.GET or page.why):
        form = QuestionForm(initial=_as_written(page), asks_email=False)
    context = {"page": page, "form": form, "is_known": is_known, "has_errors": bool(form and form.errors)}
    return render(request, "matching/questions/own.html", context, status=status if context["has_errors"] else 200)


@require_POST
def again(request: HttpRequest, key: UUID) -> HttpResponse:
    """The mail once more; the same words whether one went or not."""
    page, _holder = _own(request, key)
    send_press_again(question_id=page.question.pk, browser=browser_of(request.session), now=timezone.now())
    messages.success(request, _("The new mail is on its way. Only its link works now."))
    return see_other("questions:own", key=key)


@require_http_methods(METHODS)
def take_back(request: HttpRequest, key: UUID) -> HttpResponse:
    page, holder = _own(request, key)
    if request.method != "POST":
        return render(request, "matching/questions/take_back.html", {"page": page})
    browser = known_browser(request.session)
    take_question_back(question_id=page.question.pk, by=holder.askers, browser=browser, now=timezone.now())
    messages.success(request, _("Your question is gone, with all that you wrote in it."))
    return see_other("questions:questions")


@require_http_methods(METHODS)
def press(request: HttpRequest, token: str) -> HttpResponse:
    """A GET changes nothing and starts no session; the press of the button does."""
    found, error = _linked(token), ""
    if found.pressed_at is not None and found.asker_id in who_holds(request).askers:
        return see_other("questions:own", key=found.key)
    if request.method == "POST":
        try:
            return see_other("questions:own", key=_pressed(request, token).key)
        except QuestionLinkOver:
            found = _linked(token)
        except UserFacingError as refused:
            error = refused.message
    over = is_used_or_late(found, now=timezone.now())
    context = {"question": found, "over": over, "error": error, "form": DeviceForm(label_suffix=""), "token": token}
    return render(request, "matching/questions/press.html", context, status=410 if over else 429 if error else 200)


@require_POST
def press_again(request: HttpRequest, token: str) -> HttpResponse:
    """A new link to the same address, whoever asks for it: it goes there alone."""
    found = _linked(token)
    send_press_again(question_id=found.pk, browser=browser_of(request.session), now=timezone.now())
    return render(request, "matching/questions/sent_again.html")


def _asked(request: HttpRequest, form: QuestionForm) -> Question:
    if count_beyond_here(request, "question:ask", ASKED_A_DAY):
        raise TooManyQuestions
    data = form.cleaned_data
    by = AskedBy(
        email=data["email"],
        browser=browser_of(request.session),
        askers=who_holds(request).fresh,
        language=get_language() or "en",
    )
    return ask_question(title=data["title"], words=data["words"], by=by, form_key=data["form_key"], now=timezone.now())


def _changed(page: OwnQuestion, holder: Holder, form: QuestionForm) -> None:
    data = form.cleaned_data
    change_question(
        question_id=page.question.pk,
        title=data["title"],
        words=data["words"],
        by=holder.fresh,
        form_key=data["form_key"],
        seen=data["seen"] or 0,
        now=timezone.now(),
    )


def _pressed(request: HttpRequest, token: str) -> Question:
    shared = "shared_device" in request.POST
    browser = renewed(request)
    question = press_question_link(token=token, browser=browser, shared_device=shared, now=timezone.now())
    if shared:
        request.session.set_expiry(int(KEPT_ON_SHARED.total_seconds()))
    return question


def _own(request: HttpRequest, key: UUID) -> tuple[OwnQuestion, Holder]:
    holder, browser = who_holds(request), known_browser(request.session)
    try:
        return own_question(key, askers=holder.askers, browser=browser, now=timezone.now()), holder
    except QuestionGone:
        raise Http404 from None


def _is_known(request: HttpRequest, page: OwnQuestion, holder: Holder) -> bool:
    """Whether this device proved lately that it is theirs; only then it shows what they wrote."""
    question = page.question
    return question.asker_id in holder.fresh or bool(question.browser)


def _linked(token: str) -> Question:
    found = find_question(token)
    if found is None:
        raise Http404
    return found


def _initial(request: HttpRequest) -> dict[str, Any]:
    return {"form_key": uuid4(), "email": request.user.email if request.user.is_authenticated else ""}


def _as_written(page: OwnQuestion) -> dict[str, Any]:
    text = page.text
    return {"title": text.title, "words": text.words or "", "form_key": uuid4(), "seen": text.n}
