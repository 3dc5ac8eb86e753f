"""The desk's side: what waits, the one due first in front."""

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
from providers.appeals.forms import AppealAnswerForm
from providers.appeals.models import Appeal
from providers.appeals.services import answer_appeal
from providers.desk.access import READ, SECOND, answer, desk_page
from providers.desk.wording import due_words

SHOWN = 20  # answered ones


@require_GET
@desk_page(READ)
def appeals(request: SignedInRequest) -> HttpResponse:
    return _page(request)


@require_POST
@desk_page(SECOND)
@step_up
def answer_one(request: SignedInRequest, appeal_id: int) -> HttpResponse:
    get_object_or_404(Appeal, pk=appeal_id)
    form = AppealAnswerForm(request.POST, prefix=str(appeal_id))
    if form.is_valid():
        try:
            answer_appeal(appeal_id=appeal_id, **form.cleaned_data, by=request.user, now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
    if form.errors:
        return _page(request, bound=(appeal_id, form), status=UNPROCESSABLE)
    messages.success(request, _("Answered. The provider can read it now."))
    return see_other("appeals:appeals")


def _page(
    request: SignedInRequest, *, bound: tuple[int, AppealAnswerForm] | None = None, status: int = 200
) -> HttpResponse:
    """With what was typed to one that a colleague has answered meanwhile."""
    now = timezone.now()
    people = ("provider", "case", "sent_by", "decided_by", "answered_by")
    rows = list(Appeal.objects.open().select_related(*people))
    if bound and bound[0] not in {row.pk for row in rows}:
        rows = [*Appeal.objects.filter(pk=bound[0]).select_related(*people), *rows]
    return answer(
        request,
        "appeals.html",
        _("Appeals and corrections"),
        status=status,
        rows=[
            {
                "appeal": row,
                "due": due_words(row.due_at, now=now),
                "late": row.due_at < now,
                "form": bound[1] if bound and bound[0] == row.pk else AppealAnswerForm(prefix=str(row.pk)),
                "mine": request.user.pk in {row.decided_by_id, row.first_by_id},
            }
            for row in rows
        ],
        answered=Appeal.objects.exclude(outcome="").select_related(*people).order_by("-answered_at")[:SHOWN],
        may_answer=request.user.has_perm(SECOND),
    )
