"""What the provider wants changed: every row, and taking one back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from caarisma.common.errors import UserFacingError
from caarisma.common.http import see_other
from providers.changes.selectors import rows_of, untouched
from providers.changes.services.proposing import take_back_change
from providers.portal.changes import change_lines
from providers.portal.http import PortalRequest, for_provider
from providers.screening.models import ProposedChange


@require_safe
@for_provider
def changes(request: PortalRequest) -> HttpResponse:
    rows = rows_of(request.provider.pk, now=timezone.now())
    context = {
        "standing": request.standing,
        "lines": change_lines(rows),
        "untouched": untouched(rows, request.provider.pk) if any(row.is_open for row in rows) else (),
    }
    return render(request, "providers/portal/changes.html", context)


@require_POST
@for_provider
def take_back(request: PortalRequest, pk: int) -> HttpResponse:
    change = get_object_or_404(ProposedChange, pk=pk, provider=request.provider)
    try:
        take_back_change(provider_id=request.provider.pk, change_id=change.pk, by=request.user, now=timezone.now())
        messages.success(request, _("Taken back. Nothing changes."))
    except UserFacingError as error:
        messages.error(request, error.message)
    return see_other("provider:changes")
