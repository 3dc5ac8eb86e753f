"""For whom somebody works in the portal: their own profile, or one of those that a team lets them keep.

What the address names decides, or the page that a form stood on; else what they chose last; else their own, or the only
one. Who acts for several and chose none is asked.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from caarisma.common.http import number_of
from matching.consultations.models import Request
from matching.consultations.secrets import plain_reference
from matching.reviews.models import Review
from providers.directory.models import PracticeLocation, Provider
from providers.teams.acting import roles_of
from providers.teams.enums import Role
from providers.teams.selectors import invitations_for

ACTING: Final = "acting_for"  # in the session: the provider chosen
Named = Callable[[Mapping[str, Any]], int | None]  # parts of an address -> whose it is


def acted_for(request: Any, named: int | None) -> tuple[Provider, str] | HttpResponse:
    """The provider, and the role in which this person acts for them; or the page to go to first."""
    roles = roles_of(request.user.pk)
    if not roles:
        return redirect("teams:invited" if invitations_for(request.user, now=timezone.now()) else "provider:join")
    said = number_of(request.POST.get("for_provider", "")) if request.method == "POST" and named is None else named
    chosen = said if said in roles else _chosen(request, roles)
    if chosen is None:
        return redirect("provider:choose")
    if len(roles) > 1 and request.session.get(ACTING) != chosen:
        request.session[ACTING] = chosen
    request.acts_for_several = len(roles) > 1
    return Provider.objects.get(pk=chosen), roles[chosen]


def _chosen(request: Any, roles: Mapping[int, str]) -> int | None:
    if (last := request.session.get(ACTING)) in roles:
        return int(last)
    own = (provider for provider, role in roles.items() if role == Role.SELF)
    return next(own, None) or (next(iter(roles)) if len(roles) == 1 else None)


def place_named(parts: Mapping[str, Any]) -> int | None:
    return PracticeLocation.objects.filter(pk=parts["pk"]).values_list("provider", flat=True).first()


def request_named(parts: Mapping[str, Any]) -> int | None:
    reference = plain_reference(parts["reference"])
    return Request.objects.filter(reference=reference).values_list("provider", flat=True).first()


def review_named(parts: Mapping[str, Any]) -> int | None:
    return Review.objects.filter(pk=parts["review"]).values_list("provider", flat=True).first()
