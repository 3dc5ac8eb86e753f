"""What somebody wrote to us, and what we answered. Any account may write, with a profile or without one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from caarisma.accounts.http import SignedInRequest
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.directory.models import Provider
from providers.letters.enums import LetterKind
from providers.letters.forms.letter import DecisionObjectionForm, LetterForm
from providers.letters.models import DeskLetter
from providers.letters.services.writing import decisions_of, write_letter
from providers.portal.http import count_beyond
from providers.screening.models import ScreeningCase

METHODS = ["GET", "HEAD", "POST"]
LETTERS_AN_HOUR = 10
TOO_MANY = 429


@login_required
@require_http_methods(METHODS)
def letters(request: SignedInRequest) -> HttpResponse:
    """All of them, and a form for the next."""
    form = LetterForm(request.POST) if request.method == "POST" else LetterForm()
    status = UNPROCESSABLE
    if request.method == "POST" and form.is_valid():
        if sent := _sent(request, form, LetterKind.QUESTION):
            return sent
        status = TOO_MANY
    own = DeskLetter.objects.filter(user=request.user).order_by("-pk")
    context = {"form": form, "letters": own, "provider": Provider.objects.filter(user=request.user).first()}
    return render(request, "providers/letters/letters.html", context, status=status if form.errors else 200)


@login_required
@require_http_methods(METHODS)
def objection(request: SignedInRequest, case: int) -> HttpResponse:
    """That a decision about one's own profile was wrong."""
    decision = _own_decision(request, case)
    if before := DeskLetter.objects.filter(case=decision, user=request.user).first():
        return see_other("letters:letter", key=before.key)
    form = DecisionObjectionForm(request.POST) if request.method == "POST" else DecisionObjectionForm()
    status = UNPROCESSABLE
    if request.method == "POST" and form.is_valid():
        if sent := _sent(request, form, LetterKind.OBJECTION, case=decision.pk):
            return sent
        status = TOO_MANY
    context = {"form": form, "decision": decision}
    return render(request, "providers/letters/objection.html", context, status=status if form.errors else 200)


@require_safe
@login_required
def letter(request: SignedInRequest, key: UUID) -> HttpResponse:
    found = get_object_or_404(DeskLetter.objects.select_related("case"), user=request.user, key=key)
    return render(request, "providers/letters/letter.html", {"letter": found})


def _own_decision(request: SignedInRequest, case: int) -> ScreeningCase:
    found = get_object_or_404(ScreeningCase.objects.select_related("provider"), pk=case, provider__user=request.user)
    return get_object_or_404(ScreeningCase, pk__in=[one.pk for one in decisions_of(found.provider)], pk=case)


def _sent(request: SignedInRequest, form: LetterForm, kind: LetterKind, case: int | None = None) -> HttpResponse | None:
    """None: words at the form say why not."""
    if count_beyond(request, "letters", LETTERS_AN_HOUR):
        form.add_error(None, _("You wrote 10 letters within an hour. Wait a while, then send this one."))
        return None
    try:
        written = write_letter(
            kind=kind, words=form.cleaned_data["words"], by=request.user, form_key=form.cleaned_data["form_key"],
            case_id=case, now=timezone.now(),
        )  # fmt: skip
    except UserFacingError as error:
        messages.error(request, error.message)
        return see_other("letters:letters")
    messages.success(request, _("Sent. A person of our staff reads it and answers you."))
    return see_other("letters:letter", key=written.key)
