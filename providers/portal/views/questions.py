"""Questions that everybody reads: those that wait for an answer, one's own answers, and the form to write one."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from matching.questions.answerers import is_listed
from matching.questions.errors import QuestionGone
from matching.questions.forms.asking import PublicAnswerForm
from matching.questions.selectors import ToAnswer, question_to_answer, questions_for
from matching.questions.services.answering import take_answer_back, write_answer
from providers.portal.http import PortalRequest, for_proven


@require_safe
@for_proven
def questions(request: PortalRequest) -> HttpResponse:
    now = timezone.now()
    context = {"found": questions_for(request.provider, now=now), "listed": is_listed(request.provider, now=now)}
    return render(request, "providers/portal/questions/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_proven
def question(request: PortalRequest, question: int) -> HttpResponse:
    """The form to answer it, or to change one's own answer."""
    found = _found(request, question)
    if not found.may_write and request.method != "POST":
        return see_other("provider:questions")
    data = request.POST if request.method == "POST" else None
    form, status = PublicAnswerForm(data, initial=_before(found)), UNPROCESSABLE
    if form.is_valid():
        try:
            _write(request, question, form)
        except UserFacingError as error:
            form.add_error(None, error.message)
            found, status = _found(request, question), error.status
        else:
            messages.success(request, _("Thank you. A person of our staff reads it within two working days."))
            return see_other("provider:questions")
    context = {"found": found, "form": form, "listed": is_listed(request.provider, now=timezone.now())}
    return render(request, "providers/portal/questions/answer.html", context, status=status if form.errors else 200)


@require_POST
@for_proven
def take_back(request: PortalRequest, question: int) -> HttpResponse:
    take_answer_back(number=question, provider=request.provider, now=timezone.now())
    messages.success(request, _("Your answer is gone. Nobody can read it any more."))
    return see_other("provider:questions")


def _write(request: PortalRequest, number: int, form: PublicAnswerForm) -> None:
    data = form.cleaned_data
    write_answer(
        number=number,
        words=data["words"],
        language=data["language"],
        provider=request.provider,
        by=request.user,
        form_key=data["form_key"],
        seen=data["seen"],
        now=timezone.now(),
    )


def _found(request: PortalRequest, number: int) -> ToAnswer:
    try:
        return question_to_answer(number, request.provider, now=timezone.now())
    except QuestionGone:
        raise Http404 from None


def _before(found: ToAnswer) -> dict[str, Any]:
    mine = found.mine
    language = mine.language if mine else found.question.language
    words = mine.words if mine else ""
    return {"words": words, "language": language, "form_key": uuid4(), "seen": mine.n if mine else 0}
