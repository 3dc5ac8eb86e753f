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
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.directory.models import Provider
from providers.letters.enums import LetterKind
from providers.letters.forms.letter import LetterForm
from providers.letters.models import DeskLetter
from providers.letters.services.writing import write_letter
from providers.portal.http import count_beyond

LETTERS_AN_HOUR = 10
TOO_MANY = 429


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def letters(request: SignedInRequest) -> HttpResponse:
    """All of them, and a form for the next."""
    form = LetterForm(request.POST) if request.method == "POST" else LetterForm()
    status = UNPROCESSABLE
    if request.method == "POST" and form.is_valid():
        if sent := _sent(request, form):
            return sent
        status = TOO_MANY
    own = DeskLetter.objects.filter(user=request.user).order_by("-pk")
    context = {"form": form, "letters": own, "provider": Provider.objects.filter(user=request.user).first()}
    return render(request, "providers/letters/letters.html", context, status=status if form.errors else 200)


@require_safe
@login_required
def letter(request: SignedInRequest, key: UUID) -> HttpResponse:
    found = get_object_or_404(DeskLetter, user=request.user, key=key)
    return render(request, "providers/letters/letter.html", {"letter": found})


def _sent(request: SignedInRequest, form: LetterForm) -> HttpResponse | None:
    """None: words at the form say why not."""
    if count_beyond(request, "letters", LETTERS_AN_HOUR):
        form.add_error(None, _("You wrote 10 letters within an hour. Wait a while, then send this one."))
        return None
    words, key = form.cleaned_data["words"], form.cleaned_data["form_key"]
    written = write_letter(kind=LetterKind.QUESTION, words=words, by=request.user, form_key=key, now=timezone.now())
    messages.success(request, _("Sent. A person of our staff reads it and answers you."))
    return see_other("letters:letter", key=written.key)
