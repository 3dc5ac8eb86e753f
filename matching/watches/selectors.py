"""Watches as their person reads them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from matching.search import wording
from matching.watches.enums import OVER, WatchState
from matching.watches.models import Watch, WatchQuerySet
from treatments.models import Area, Concern


@dataclass(frozen=True, slots=True)
class WatchLine:
    """`what`: it is watched for; on pages of its person alone."""

    watch: Watch
    what: str

    @property
    def waits(self) -> bool:
        return self.watch.state == WatchState.WAITING

    @property
    def is_over(self) -> bool:
        return self.watch.state in OVER


def watch_lines(watches: WatchQuerySet) -> list[WatchLine]:
    """The newest first, in three queries."""
    rows = list(watches.select_related("choice", "place__provider", "user", "asker").order_by("-asked_at", "-pk"))
    areas = {area.slug: area.name for area in Area.objects.all()} if rows else {}
    concerns = {concern.slug: concern.name for concern in Concern.objects.all()} if rows else {}
    return [WatchLine(watch, _what(watch, areas, concerns)) for watch in rows]


def _what(watch: Watch, areas: dict[str, str], concerns: dict[str, str]) -> str:
    """As the list of the search says it: "Face, for fine lines. Within 15 miles of 94612."."""
    if watch.place is not None:
        words = {"name": watch.place.provider.name_with_credentials, "clinic": watch.place.clinic_name}
        return _("%(name)s at %(clinic)s") % words
    assert watch.choice is not None
    facts = {
        "areas": wording.listed(_names(watch.choice.areas, areas)) or _("any area"),
        "concerns": wording.listed_apart(_names(watch.choice.concerns, concerns)) or _("any concern"),
        "miles": watch.radius_miles,
        "zip_code": watch.zip_code,
    }
    what = _("%(areas)s, for %(concerns)s.") % facts
    where = _("Within %(miles)s miles of %(zip_code)s") % facts
    return f"{what[:1].upper()}{what[1:]} {where}."


def _names(slugs: Iterable[str], known: dict[str, str]) -> list[str]:
    """Of what is in the catalog still."""
    return [known[slug] for slug in slugs if slug in known]
