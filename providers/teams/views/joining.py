"""Who was asked to join reads who asks, and says yes or no."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from caarisma.accounts.http import SignedInRequest
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.directory.models import Provider
from providers.teams.enums import InvitedAs
from providers.teams.forms.team import JoinForm
from providers.teams.models import TeamInvitation
from providers.teams.selectors import invitations_for
from providers.teams.services.inviting import accept_invitation, decline_invitation

METHODS: Final = ["GET", "HEAD", "POST"]


@require_safe
def invited(request: HttpRequest) -> HttpResponse:
    """Where the mail leads. Who is not signed in is told with which address to."""
    if not request.user.is_authenticated:
        return render(request, "providers/teams/door.html")
    found = invitations_for(request.user, now=timezone.now())
    return render(request, "providers/teams/invited.html", {"invitations": found, "address": request.user.email})


@require_http_methods(METHODS)
@login_required
def invitation(request: SignedInRequest, invitation: int) -> HttpResponse:
    """404 for those to somebody else, and for those that are over."""
    now = timezone.now()
    found = next((one for one in invitations_for(request.user, now=now) if one.pk == invitation), None)
    if found is None:
        raise Http404
    if request.method == "POST" and "no" in request.POST:
        return _declined(request, found)
    form, status = JoinForm(_data(request, found), initial={"name": found.name}, label_suffix=""), UNPROCESSABLE
    if request.method == "POST" and form.is_valid():
        try:
            accept_invitation(invitation_id=found.pk, name=form.cleaned_data["name"], by=request.user, now=now)
        except UserFacingError as error:
            form.add_error(None, error.message)
            status = error.status
        else:
            messages.success(request, _("You are in the team now."))
            return see_other("provider:home")
    own = Provider.objects.filter(user=request.user).first()
    asks = Provider.objects.filter(user=found.invited_by_id).first()
    context = {"invitation": found, "form": form, "own": own, "asks": asks}
    return render(request, "providers/teams/invitation.html", context, status=status if form.errors else 200)


def _data(request: SignedInRequest, found: TeamInvitation) -> dict[str, str] | None:
    """A provider types no name: theirs stands on the profile."""
    if request.method != "POST":
        return None
    typed = {"name": request.POST.get("name", "")}
    return typed if found.invited_as != InvitedAs.PROVIDER else {"name": found.name or "-"}


def _declined(request: SignedInRequest, found: TeamInvitation) -> HttpResponse:
    try:
        decline_invitation(invitation_id=found.pk, by=request.user, now=timezone.now())
        messages.success(request, _("You said no. The invitation is over."))
    except UserFacingError as error:
        messages.error(request, error.message)
    return see_other("teams:invited")
