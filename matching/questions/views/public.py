"""What everybody reads: the list, what was looked for, one question with its answers, and reporting what is wrong.

What somebody looks for tells of their health, so it is posted and never stands in an address."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from caarisma.accounts.http import count_beyond_here
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from matching.questions.enums import TextReportReason, TextState
from matching.questions.errors import QuestionGone, TooManyQuestions
from matching.questions.forms.asking import SearchForm, TextReportForm
from matching.questions.models import QuestionText
from matching.questions.selectors import found_questions, question_list, shown_question
from matching.questions.services.reporting import report_text
from matching.questions.structured_data import qa_page

REPORTS_A_DAY = 20  # from one network address


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest) -> HttpResponse:
    """All, newest first; posted to, those that hold the words."""
    now, form, status = timezone.now(), SearchForm(request.POST if request.method == "POST" else None), 200
    lines = None
    if request.method == "POST":
        if form.is_valid():
            language = get_language() or "en"
            lines = found_questions(form.cleaned_data["words"], language=language, now=now)
        else:
            status = UNPROCESSABLE
    found = question_list(number=request.GET.get("page"), now=now)
    context = {"form": form, "found": lines, "all": found, "typed": bool(form.data.get("words", "").strip())}
    return render(request, "matching/questions/questions.html", context, status=status)


@require_safe
def question(request: HttpRequest, number: int) -> HttpResponse:
    """410 for one that was here and is not any more would tell that it was; 404 for all that nobody may read."""
    try:
        found = shown_question(number, now=timezone.now())
    except QuestionGone:
        raise Http404 from None
    url = request.build_absolute_uri(reverse("questions:question", args=[number]))
    data = qa_page(found, url=url, site=request.build_absolute_uri("/")[:-1])
    return render(request, "matching/questions/question.html", {"question": found, "data": data})


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, text: int) -> HttpResponse:
    found = QuestionText.objects.filter(pk=text, state=TextState.PUBLISHED).first()
    if found is None:
        raise Http404
    asked = found.question.texts.questions().get()
    if asked.state != TextState.PUBLISHED:
        raise Http404
    form, status = TextReportForm(request.POST if request.method == "POST" else None, label_suffix=""), UNPROCESSABLE
    if form.is_valid():
        try:
            _report(request, found, form)
        except UserFacingError as error:
            form.add_error(None, error.message)
            status = error.status
        else:
            messages.success(request, _("Thank you. A person of our staff looks at it within two working days."))
            return see_other("questions:question", number=asked.pk)
    context = {"form": form, "number": asked.pk, "text": found}
    return render(request, "matching/questions/report.html", context, status=status if form.errors else 200)


def _report(request: HttpRequest, text: QuestionText, form: TextReportForm) -> None:
    if count_beyond_here(request, "question:report", REPORTS_A_DAY):
        raise TooManyQuestions
    reason, words = TextReportReason(form.cleaned_data["reason"]), form.cleaned_data["words"]
    report_text(text_id=text.pk, reason=reason, words=words, now=timezone.now())
