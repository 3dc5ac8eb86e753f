"""Which of several providers somebody works for now."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caarisma.accounts.http import SignedInRequest
from caarisma.common.http import number_of, see_other
from providers.directory.models import Provider
from providers.portal.acting import ACTING
from providers.portal.inbox import waiting_of
from providers.teams.acting import roles_of
from providers.teams.enums import Role


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choose(request: SignedInRequest) -> HttpResponse:
    """All of them, and how many requests wait for each."""
    roles = roles_of(request.user.pk)
    if request.method == "POST":
        chosen = number_of(request.POST.get("provider", ""))
        if chosen not in roles:
            raise Http404
        request.session[ACTING] = chosen
        return see_other("provider:home")
    waiting = waiting_of(request.user, now=timezone.now()) if roles else {}
    rows = [
        (provider, Role(roles[provider.pk]).label, waiting.get(provider.pk, 0))
        for provider in Provider.objects.filter(pk__in=roles)
    ]
    return render(request, "providers/portal/choose.html", {"rows": rows})
