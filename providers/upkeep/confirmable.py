"""What patients read of a place, for the clinic to look over: no more than that, and all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import localize, time_format
from django.utils.translation import gettext as _

from providers.directory.enums import Weekday
from providers.directory.models import PracticeLocation
from providers.directory.models.location import confirmed_until


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPlace:
    """`lines`: (what, words, where it is changed)."""

    pk: int
    name: str
    confirmed_on: date
    until: date
    lines: Sequence[tuple[str, str, str]]


def shown_of(place: PracticeLocation) -> ShownPlace:
    own, hours, prices = (reverse(f"provider:{name}", args=[place.pk]) for name in ("place", "hours_of", "prices_of"))
    return ShownPlace(
        pk=place.pk,
        name=str(place),
        confirmed_on=place.confirmed_on,
        until=confirmed_until(place.confirmed_on),
        lines=[
            (_("Clinic"), place.clinic_name, own),
            (_("Address"), ", ".join(filter(None, [place.line1, place.line2, place.city, place.state, place.zip_code])),
             own),
            (_("Phone"), place.phone or _("none"), own),
            (_("New patients"), _("You take new patients") if place.accepting_patients else _("You take none"), own),
            (_("Hours"), _hours(place), hours),
            (_("Prices"), _prices(place), prices),
        ],
    )  # fmt: skip


def _hours(place: PracticeLocation) -> str:
    spans = [
        f"{Weekday(span.weekday).label} {time_format(span.opens)}-{time_format(span.closes)}"
        for span in place.hours.all()
    ]
    return "; ".join(spans) or _("none")


def _prices(place: PracticeLocation) -> str:
    lines = [
        f"{line.area_concern.area.name}, {line.area_concern.concern.name}: ${localize(line.price_per_session)}"
        for line in place.offerings.all()
        if line.is_active
    ]
    return "; ".join(lines) or _("none")
