"""The badge of a place, to be copied into the clinic's own website."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from caarisma.common.http import may_run_twice, see_other
from caarisma.common.outbox.writing import site_url
from matching.proofs.badge import HEIGHT, WIDTH, listed_words, not_listed_words
from matching.proofs.models import Badge
from matching.proofs.services.badges import make_badge
from providers.directory.models import PracticeLocation
from providers.listing.selectors import current_proof
from providers.portal.acting import place_named
from providers.portal.http import PortalRequest, for_team
from providers.teams.rules.deeds import Deed


@may_run_twice
@require_http_methods(["GET", "HEAD", "POST"])
@for_team(Deed.SPEAK, of=place_named)
def badge(request: PortalRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(PracticeLocation.objects.select_related("provider"), pk=pk, provider=request.provider)
    now = timezone.now()
    if request.method == "POST":
        make_badge(provider_id=request.provider.pk, location_id=place.pk, by=request.user, now=now)
        return see_other("clinic:badge", pk=pk)
    held = Badge.objects.filter(location=place).first()
    proof = current_proof([place.provider_id], on=now, at=place.pk).get(place.provider_id)
    words = listed_words(place, proof, now=now) if proof else not_listed_words()
    context = {
        "location": place,
        "held": held,
        "is_listed": proof is not None,
        "words": words,
        "snippets": [_snippet(held, place, code) for code, _name in settings.LANGUAGES] if held else [],
        "width": WIDTH,
        "height": HEIGHT,
    }
    return render(request, "providers/clinics/badge.html", context)


def _snippet(held: Badge, place: PracticeLocation, language: str) -> tuple[str, str, str]:
    """Language, its name, and the HTML. The words beside the picture do not say that somebody is listed: they stay when
    the picture turns gray."""
    name = str(dict(settings.LANGUAGES)[language])
    with translation.override(language):
        page = site_url(f"{place.address_on_site(place.provider.slug)}checks/")
        alt = _("What Caarisma checked about %(name)s") % {"name": place.provider.name_with_credentials}
    html = format_html(
        '<a href="{}"><img src="{}" alt="{}" width="{}" height="{}" loading="lazy"></a>',
        page, held.address(language), alt, WIDTH, HEIGHT,
    )  # fmt: skip
    return language, name, html
