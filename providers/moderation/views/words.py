"""What providers want patients to read, where a rule found it too much; and numbers of sessions that leapt."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.stepping_up import step_up
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.desk.access import WORDS, answer, desk_page
from providers.moderation.forms import WordsVerdictForm
from providers.words.models import AboutAnswer, SessionsSaid
from providers.words.selectors import about_to_read, flag_words, sessions_to_read
from providers.words.services.deciding import decide_about, decide_sessions

Decide = Callable[..., object]


@require_GET
@desk_page(WORDS)
def words(request: SignedInRequest) -> HttpResponse:
    return _page(request)


@require_POST
@desk_page(WORDS)
@step_up
def about(request: SignedInRequest, about_id: int) -> HttpResponse:
    get_object_or_404(AboutAnswer, pk=about_id)

    def decide(**verdict: object) -> None:
        decide_about(answer_id=about_id, **verdict)  # type: ignore[arg-type]

    return _decided(request, f"about-{about_id}", decide)


@require_POST
@desk_page(WORDS)
@step_up
def sessions(request: SignedInRequest, said_id: int) -> HttpResponse:
    get_object_or_404(SessionsSaid, pk=said_id)

    def decide(**verdict: object) -> None:
        decide_sessions(said_id=said_id, **verdict)  # type: ignore[arg-type]

    return _decided(request, f"sessions-{said_id}", decide)


def _decided(request: SignedInRequest, name: str, decide: Decide) -> HttpResponse:
    form = WordsVerdictForm(request.POST, prefix=name)
    status = UNPROCESSABLE
    if form.is_valid():
        verdict = {"grant": form.cleaned_data["choice"] == form.SHOW, "why": form.cleaned_data["why"]}
        try:
            decide(**verdict, by=request.user, now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
            status = 409
        else:
            messages.success(request, _("Decided. The provider is told."))
            return see_other("moderation:words")
    return _page(request, {name: form}, status=status)


def _page(
    request: SignedInRequest, sent: dict[str, WordsVerdictForm] | None = None, *, status: int = 200
) -> HttpResponse:
    """`sent`: a form that was refused, with all that was typed. Without its row it stands above the rest."""
    sent = dict(sent or {})

    def form_of(name: str) -> WordsVerdictForm:
        return sent.pop(name, None) or WordsVerdictForm(prefix=name)

    answers = [(row, flag_words(row.text), form_of(f"about-{row.pk}")) for row in about_to_read()]
    numbers = [(row, form_of(f"sessions-{row.pk}")) for row in sessions_to_read()]
    return answer(
        request, "words.html", _("Words and numbers to read"), status=status, answers=answers, numbers=numbers,
        left=list(sent.values()),
    )  # fmt: skip
