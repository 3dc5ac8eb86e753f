"""The page of a team, and what its owner and its people do there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caarisma.accounts.http import SignedInRequest
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.directory.models import Provider
from providers.teams.enums import InvitedAs, Role
from providers.teams.forms.team import BeginForm, InviteForm, RoleForm
from providers.teams.models import Team
from providers.teams.selectors import team_page as page_of
from providers.teams.selectors import teams_of
from providers.teams.services.inviting import invite, withdraw_invitation
from providers.teams.services.team import begin_team, change_role, choose_mail, end_member, take_out_provider

METHODS: Final = ["GET", "HEAD", "POST"]
FORBIDDEN: Final = 403
View = Callable[..., HttpResponse]


def of_own_team(view: View) -> View:
    """Give the view a team that this person is in. 404 for others'."""

    @wraps(view)
    def wrapped(request: Any, team: int, **kwargs: Any) -> HttpResponse:
        found = next((one for one in teams_of(request.user) if one.pk == team), None)
        if found is None:
            raise Http404
        return view(request, found, **kwargs)

    return login_required(wrapped)


@require_safe
@login_required
def teams(request: SignedInRequest) -> HttpResponse:
    """The only team; or which; or, for a provider without one, what a team is for."""
    mine = teams_of(request.user)
    if len(mine) == 1:
        return redirect("teams:team", team=mine[0].pk)
    if mine:
        return render(request, "providers/teams/teams.html", {"teams": mine})
    return redirect("teams:begin")


@require_http_methods(METHODS)
@login_required
def begin(request: SignedInRequest) -> HttpResponse:
    provider = Provider.objects.filter(user=request.user).first()
    if provider is None:
        return redirect("provider:home")
    form, status = BeginForm(request.POST if request.method == "POST" else None, label_suffix=""), UNPROCESSABLE
    if request.method == "POST" and form.is_valid():
        try:
            name = form.cleaned_data["name"]
            team = begin_team(provider_id=provider.pk, name=name, by=request.user, now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
            status = error.status
        else:
            return see_other("teams:team", team=team.pk)
    return render(request, "providers/teams/begin.html", {"form": form}, status=status if form.errors else 200)


@require_safe
@of_own_team
def team_page(request: SignedInRequest, team: Team) -> HttpResponse:
    page = page_of(team, by=request.user, now=timezone.now())
    context = {"page": page, "roles": RoleForm().fields["role"].choices}  # type: ignore[attr-defined]
    return render(request, "providers/teams/team.html", context)


@require_http_methods(METHODS)
@of_own_team
def ask(request: SignedInRequest, team: Team) -> HttpResponse:
    """The owner asks somebody by mail."""
    if not page_of(team, by=request.user, now=timezone.now()).is_owner:
        return render(request, "providers/teams/not_yours.html", {"team": team}, status=FORBIDDEN)
    data = request.POST if request.method == "POST" else None
    form = InviteForm(data, initial={"invited_as": InvitedAs.FRONT_DESK}, label_suffix="")
    status = UNPROCESSABLE
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "invited_as": InvitedAs(form.cleaned_data["invited_as"])}
        try:
            invite(team_id=team.pk, **said, by=request.user, now=timezone.now())
        except UserFacingError as error:
            form.add_error("email", error.message)
            status = error.status
        else:
            messages.success(request, _("Asked. They have 14 days to say yes."))
            return see_other("teams:team", team=team.pk)
    context = {"form": form, "team": team}
    return render(request, "providers/teams/ask.html", context, status=status if form.errors else 200)


@require_POST
@of_own_team
def withdraw(request: SignedInRequest, team: Team, invitation: int) -> HttpResponse:
    def do() -> None:
        withdraw_invitation(team_id=team.pk, invitation_id=invitation, by=request.user, now=timezone.now())

    return _pressed(request, team, do, _("Taken back."))


@require_POST
@of_own_team
def member(request: SignedInRequest, team: Team, member: int) -> HttpResponse:
    """Another role, or out of the team."""

    def end() -> None:
        end_member(team_id=team.pk, member_id=member, by=request.user, now=timezone.now())

    if "end" in request.POST:
        return _pressed(request, team, end, _("Done. They can no longer act for you."))
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    role = Role(form.cleaned_data["role"])

    def change() -> None:
        change_role(team_id=team.pk, member_id=member, role=role, by=request.user, now=timezone.now())

    return _pressed(request, team, change, _("Saved."))


@require_POST
@of_own_team
def take_out(request: SignedInRequest, team: Team, provider: int) -> HttpResponse:
    def do() -> None:
        take_out_provider(team_id=team.pk, provider_id=provider, by=request.user, now=timezone.now())

    return _pressed(request, team, do, _("Done. Nobody of the team acts for this profile any more."))


@require_POST
@of_own_team
def mail(request: SignedInRequest, team: Team) -> HttpResponse:
    def do() -> None:
        choose_mail(team_id=team.pk, wants="wants" in request.POST, by=request.user)

    return _pressed(request, team, do, _("Saved."))


def _pressed(request: SignedInRequest, team: Team, do: Callable[[], None], done: str) -> HttpResponse:
    """One press with nothing typed. Who came second is told, on the page as it is now. Who took themself out of the
    team finds their own pages."""
    try:
        do()
        messages.success(request, done)
    except UserFacingError as error:
        messages.error(request, error.message)
    if team in teams_of(request.user):
        return see_other("teams:team", team=team.pk)
    return see_other("provider:home")
