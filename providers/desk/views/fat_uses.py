"""Whether shots for fat and cellulite are shown: two medical directors decide, everybody else of the desk may read."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.stepping_up import step_up
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.desk.access import DECIDE_FAT_USES, FAT_USES, answer, desk_page
from providers.desk.forms import FatUseAnswerForm, FatUseForm
from treatments.products.models import FatUseDecision
from treatments.products.services.deciding import decide_fat_use, fat_use_is_shown, propose_fat_use

NEWEST = 50


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(FAT_USES, DECIDE_FAT_USES)
@step_up
def fat_uses(request: SignedInRequest) -> HttpResponse:
    may_decide = request.user.has_perm(DECIDE_FAT_USES)
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    waiting = FatUseDecision.objects.waiting().select_related("first_by").first()
    typed = request.POST if request.method == "POST" else None
    form: FatUseForm | FatUseAnswerForm = (
        FatUseAnswerForm(typed, initial={"decision": waiting.pk}) if waiting else FatUseForm(typed)
    )
    if typed is not None and form.is_valid() and _saved(request, form):
        return see_other("desk:fat_uses")
    decided = FatUseDecision.objects.exclude(outcome="").select_related("first_by", "second_by")
    return answer(
        request,
        "fat_uses.html",
        _("Shots for fat and cellulite"),
        status=200 if typed is None else UNPROCESSABLE,
        shown=fat_use_is_shown(),
        waiting=waiting,
        form=form,
        may_decide=may_decide,
        decided=decided[:NEWEST],
    )


def _saved(request: SignedInRequest, form: FatUseForm | FatUseAnswerForm) -> bool:
    """Whether it is done; else the form says why not."""
    data, now = form.cleaned_data, timezone.now()
    try:
        if isinstance(form, FatUseForm):
            propose_fat_use(shown=data["shown"], why=data["words"], by=request.user, now=now)
            messages.success(request, _("Proposed. Another medical director has to sign it."))
        else:
            decide_fat_use(decision_id=data["decision"], sign=data["sign"], by=request.user, now=now)
            messages.success(request, _("Decided."))
    except UserFacingError as error:
        form.add_error(None, error.message)
    return form.is_valid()
