"""The desk's queue of letters: read, answer once."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from caarisma.accounts.audit import write_audit
from caarisma.accounts.http import SignedInRequest
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.desk.access import answer, desk_page
from providers.desk.wording import due_words
from providers.letters.access import ANSWERS
from providers.letters.enums import LetterState
from providers.letters.forms.letter import LetterAnswerForm
from providers.letters.models import DeskLetter
from providers.letters.services.writing import answer_letter
from providers.vetting.cases.own_cases import is_own

PER_PAGE = 50


@require_GET
@desk_page(ANSWERS)
def queue(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    page = Paginator(DeskLetter.objects.open().select_related("provider"), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(letter, due_words(letter.due_at, now=now), letter.due_at < now) for letter in page]
    return answer(request, "letters.html", _("Letters"), page=page, rows=rows)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(ANSWERS)
def letter(request: SignedInRequest, letter_id: int) -> HttpResponse:
    found = get_object_or_404(DeskLetter.objects.select_related("provider", "answered_by"), pk=letter_id)
    form = LetterAnswerForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            answer_letter(letter_id=found.pk, words=form.cleaned_data["words"], by=request.user, now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
            found.refresh_from_db()
            return _page(request, found, form, status=error.status)
        messages.success(request, _("Answered. The writer is told by mail."))
        return see_other("desk_letters:queue")
    return _page(request, found, form, status=UNPROCESSABLE if form.errors else 200)


def _page(request: SignedInRequest, found: DeskLetter, form: LetterAnswerForm, *, status: int) -> HttpResponse:
    now = timezone.now()
    may_read = found.provider is None or not is_own(provider=found.provider, by=request.user)
    if may_read:
        write_audit(actor=request.user, verb="read letter", about=f"letters.deskletter {found.pk}", now=now)
    is_open = found.state == LetterState.OPEN
    return answer(
        request,
        "letter.html",
        _("Letter: %s") % found.get_kind_display(),
        status=status,
        letter=found,
        may_read=may_read,
        due=due_words(found.due_at, now=now) if is_open else "",
        is_open=is_open,
        form=form,
    )
