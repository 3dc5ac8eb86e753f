"""What ends when, what was decided, and leaving."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.portal.http import PortalRequest, for_proven, for_team
from providers.teams.enums import Role
from providers.teams.rules.deeds import Deed
from providers.upkeep.decided import decided_of
from providers.upkeep.ends import endings_of
from providers.upkeep.forms.leaving import LeavingForm
from providers.upkeep.services.leaving import leave_everything


@require_safe
@for_team(Deed.OFFER)
def ends(request: PortalRequest) -> HttpResponse:
    is_self = request.role == Role.SELF
    context = {"lines": endings_of(request.standing), "standing": request.standing, "is_self": is_self}
    return render(request, "providers/upkeep/ends.html", context)


@require_safe
@for_proven
def decisions(request: PortalRequest) -> HttpResponse:
    context = {"lines": decided_of(request.provider, now=timezone.now()), "standing": request.standing}
    return render(request, "providers/upkeep/decisions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_proven
def leave(request: PortalRequest) -> HttpResponse:
    form, status = LeavingForm(request.POST) if request.method == "POST" else LeavingForm(), UNPROCESSABLE
    if request.method == "POST" and form.is_valid():
        try:
            written = leave_everything(
                provider_id=request.provider.pk,
                words=form.cleaned_data["words"] or "-",
                by=request.user,
                form_key=form.cleaned_data["form_key"],
                now=timezone.now(),
            )
        except UserFacingError as error:
            form.add_error(None, error.message)
            status = error.status
        else:
            messages.success(request, _("You are off every list now. We close the account and write to you."))
            return see_other("letters:letter", key=written.key)
    context = {"form": form, "standing": request.standing}
    return render(request, "providers/upkeep/leave.html", context, status=status if form.errors else 200)
