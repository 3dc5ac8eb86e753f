"""Badges in other people's pages. Green while the place is listed, gray from the next look on."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from caarisma.common.http import same_for_all
from matching.proofs.answering import open_answer
from matching.proofs.badge import GRAY, GREEN, drawn, listed_words, not_listed_words, unknown_words
from matching.proofs.models import Badge
from providers.listing.selectors import current_proof

A_MINUTE = 60


@same_for_all
@require_safe
def badge(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who is listed is asked each time. Browsers draw the picture of a 410 and of a 404 too."""
    now = timezone.now()
    held = Badge.objects.filter(public_id=public_id).select_related("location__provider").first()
    with translation.override(_language(request)):
        if held is None:
            return _picture(request, drawn(unknown_words(), GRAY), status=404)
        place = held.location
        proof = current_proof([place.provider_id], on=now, at=place.pk).get(place.provider_id)
        if proof is None:
            return _picture(request, drawn(not_listed_words(), GRAY), status=410)
        return _picture(request, drawn(listed_words(place, proof, now=now), GREEN), status=200)


@same_for_all
@require_safe
def gray(request: HttpRequest) -> HttpResponse:
    """As it looks once the listing has ended, for who wants to see that before."""
    with translation.override(_language(request)):
        return _picture(request, drawn(not_listed_words(), GRAY), status=200)


def _picture(request: HttpRequest, content: bytes, *, status: int) -> HttpResponse:
    return open_answer(request, content, content_type="image/svg+xml", max_age=A_MINUTE, status=status)


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
