"""Why you stand where you stand."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from caarisma.common.http import see_other
from matching.insights.models import WeeklyMail
from matching.insights.services.stopping import set_weekly
from matching.insights.words import part_word
from providers.directory.models import PracticeLocation
from providers.portal.acting import place_named
from providers.portal.http import PortalRequest, for_proven, for_team
from providers.teams.enums import Role
from providers.teams.rules.deeds import Deed
from providers.upkeep.missing import missing_of
from providers.upkeep.standing_page import (
    charts_of,
    lift_lines,
    number_words,
    place_words,
    sample_lines,
    share_words,
    told_for,
)


def _named(parts: Mapping[str, Any]) -> int | None:
    return place_named(parts) if "pk" in parts else None


@require_safe
@for_team(Deed.OFFER, of=_named)
def standing(request: PortalRequest, pk: int | None = None) -> HttpResponse:
    places = request.standing.places
    if pk is None:
        return _page(request, places[0] if places else None)
    mine = PracticeLocation.objects.filter(pk__in=[place.pk for place in places])
    get_object_or_404(mine, pk=pk)
    return _page(request, next(place for place in places if place.pk == pk))


def _page(request: PortalRequest, place: PracticeLocation | None) -> HttpResponse:
    told = told_for(place) if place else None
    weakest = told.weakest_part if told else None
    context = {
        "place": place,
        "told": told,
        "weakest": weakest and {"name": part_word(weakest.part), "you": weakest.you, "middle": weakest.middle},
        "charts": charts_of(told) if told else None,
        "lifts": lift_lines(told, place) if told and place else [],
        "samples": sample_lines(place, now=timezone.now()) if place else [],
        "missing": missing_of(request.standing),
        "numbers": told and {name: number_words(getattr(told, name)) for name in ("searches", "shown", "nobody")},
        "share": told and share_words(told),
        "middle_place": told and place_words(told),
        "wants_mail": not WeeklyMail.objects.filter(provider=request.provider, stopped_at__isnull=False).exists(),
        "standing": request.standing,
        "is_self": request.role == Role.SELF,
    }
    return render(request, "providers/upkeep/standing.html", context)


@require_POST
@for_proven
def weekly(request: PortalRequest) -> HttpResponse:
    wanted = request.POST.get("wanted") == "yes"
    set_weekly(provider_id=request.provider.pk, wanted=wanted, now=timezone.now())
    messages.success(request, _("You get the weekly mail.") if wanted else _("You get no weekly mail any more."))
    return see_other("upkeep:standing")
