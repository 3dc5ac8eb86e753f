"""Everything once more, and to the desk: the first time, or as an answer to what was asked."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from caarisma.common.errors import UserFacingError
from caarisma.common.http import see_other
from providers.changes.selectors import before_sending
from providers.joining.words import closed_words
from providers.portal.forms.send import SendForm
from providers.portal.http import PortalRequest, answer, for_provider, posted
from providers.portal.standing import standing_of
from providers.portal.status import status_of
from providers.portal.tasks import task_lines
from providers.screening.block_words import blocker_words
from providers.screening.enums import CaseKind, CaseStatus
from providers.screening.page_hints import told
from providers.vetting.cases.cases import open_case, send_case
from providers.vetting.documents.storing import confirm_document
from providers.vetting.locks import lock_provider


@require_http_methods(["GET", "HEAD", "POST"])
@for_provider
def send(request: PortalRequest) -> HttpResponse:
    standing = request.standing
    if not (standing.can_send or standing.is_draft):
        return redirect("provider:home")
    lines = task_lines(standing)
    missing = [line for line in lines if not line.done]
    form = SendForm(posted(request)[0], label_suffix="")
    if request.method == "POST" and form.is_valid() and standing.closed_states and not standing.open_places:
        form.add_error(None, " ".join(map(closed_words, standing.closed_states)))
    if request.method == "POST" and form.is_valid() and missing:
        form.add_error(None, _("Finish the tasks that are not done. Then send it."))
    if request.method == "POST" and form.is_valid():
        try:
            _send(request)
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Sent. We check it and write to you."))
            return see_other("provider:home")
    papers = [(paper, told(paper.hints)) for papers in standing.documents.values() for paper in papers]
    found = before_sending(standing.case, now=standing.now)
    context: dict[str, Any] = {
        "lines": lines,
        "missing": missing,
        "status": status_of(standing),
        "papers": papers,
        "in_the_way": [blocker_words(blocker) for blocker in found],
    }
    return answer(request, "send", form, standing=standing, **context)


@transaction.atomic
def _send(request: PortalRequest) -> None:
    """In the lock, everything once more: another window may have taken a paper back since this page was read."""
    now = timezone.now()
    provider = lock_provider(request.provider.pk)
    if not all(line.done for line in task_lines(standing_of(provider, now=now))):
        raise UserFacingError(_("Finish the tasks that are not done. Then send it."))
    case = open_case(provider_id=request.provider.pk, kind=CaseKind.NEW, by=request.user, now=now)
    if owed := [blocker for blocker in before_sending(case, now=now) if blocker.is_owed]:
        raise UserFacingError(" ".join(blocker_words(blocker) for blocker in owed))
    if case.status in {CaseStatus.DRAFT, CaseStatus.MORE_NEEDED}:  # else a second press: it is at the desk
        send_case(case_id=case.pk, by=request.user, now=now)
        for papers in request.standing.documents.values():  # they stood on this page
            for paper in papers:
                confirm_document(document_id=paper.pk, by=request.user, now=now)
