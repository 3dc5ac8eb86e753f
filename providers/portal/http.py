"""What every page of the portal needs: the provider whose it is, and one way to answer with a form."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from caarisma.accounts.http import SignedInRequest
from caarisma.common import limits
from caarisma.common.http import UNPROCESSABLE
from providers.directory.models import Provider
from providers.portal.acting import Named, acted_for
from providers.portal.standing import Standing, standing_of
from providers.teams.rules.deeds import Deed, may

UPLOADS_AN_HOUR = 60  # each costs a process of its own
LOOK_UPS_AN_HOUR = 20  # of the registry, which is somebody else's
CLAIMS_A_DAY = 60  # tries with a number, of all accounts at one internet address: a clinic has ten, a thief a thousand


View = Callable[..., HttpResponse]


class PortalRequest(SignedInRequest):
    provider: Provider
    role: str
    standing: Standing


def for_provider(view: View, *, deed: Deed = Deed.FACT, of: Named | None = None) -> View:
    """Only for signed-in people who may do this for the provider whom they act for; everything a view touches is looked
    up from that one. Unless another `deed` is named, for the provider alone: no team touches what our checks rest on.

    `of`: finds the provider of what the address names, so that a link leads to the right one of several.
    """

    @wraps(view)
    def wrapped(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        found = acted_for(request, of(kwargs) if of else None)
        if isinstance(found, HttpResponse):
            return found
        request.provider, request.role = found
        if not may(request.role, deed):
            return render(request, "providers/portal/not_yours.html", {"provider": request.provider}, status=403)
        request.standing = standing_of(request.provider, now=timezone.now())
        return view(request, *args, **kwargs)

    return login_required(wrapped)


def for_proven(view: View, *, deed: Deed = Deed.FACT, of: Named | None = None) -> View:
    """for_provider, and what the page changes is live at once: not before we know that the profile is theirs."""

    @wraps(view)
    def wrapped(request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.standing.unproven:
            status = 403 if request.method == "POST" else 200
            return render(request, "providers/portal/unproven.html", {"standing": request.standing}, status=status)
        return view(request, *args, **kwargs)

    return for_provider(wrapped, deed=deed, of=of)


def for_team(deed: Deed, *, of: Named | None = None) -> Callable[[View], View]:
    """for_proven, and also for those of the provider's team who may do this."""
    return partial(for_proven, deed=deed, of=of)


def count_beyond(request: HttpRequest, what: str, most: int) -> bool:
    """Count one more of this person's, and say whether it is too much for an hour."""
    return limits.count_beyond(f"{what}:{request.user.pk}", most=most, within=timedelta(hours=1), now=timezone.now())


def answer(request: HttpRequest, template: str, form: forms.Form, code: int = 0, **context: Any) -> HttpResponse:
    """The page with the form: with what was typed, and 422 or another status, when something is wrong."""
    status = code or (UNPROCESSABLE if form.errors else 200)
    return render(request, f"providers/portal/{template}.html", {"form": form, **context}, status=status)


def posted(request: HttpRequest) -> tuple[Any, Any]:
    """(data, files) for a form: (None, None) unless something was sent."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
