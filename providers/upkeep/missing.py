"""What a profile does not say yet. A list, and no grade: nothing here ranks anybody but the facts themselves do."""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from providers.directory.models import PracticeLocation
from providers.directory.models.location import OPENING_GOOD_FOR
from providers.portal.standing import Standing


class MissingLine(NamedTuple):
    what: str
    why: str
    url: str
    own: bool = False  # nobody of a team does it for the provider


def missing_of(standing: Standing) -> list[MissingLine]:
    lines = [line for place in standing.places for line in _of_place(place, standing)]
    if len(standing.provider.languages) < 2:
        why = _("Some patients wish for another language. Name those that you speak, if there are more.")
        lines.append(MissingLine(_("One language only"), why, reverse("provider:details"), own=True))
    return lines


def _of_place(place: PracticeLocation, standing: Standing) -> Iterator[MissingLine]:
    of = {"clinic": place.clinic_name}
    hours = reverse("provider:hours_of", args=[place.pk])
    confirmed = place.hours_confirmed_on
    if not any(offering.is_active for offering in place.offerings.all()):
        why = _("Without a price no patient can find you.")
        yield MissingLine(_("No price at %(clinic)s") % of, why, reverse("provider:prices_of", args=[place.pk]))
    if not place.hours.all():
        yield MissingLine(_("No hours at %(clinic)s") % of, _("Patients ask for times of the week."), hours)
    if not place.openings_ahead(on=standing.now):
        why = _("Patients like to see when you are free next.")
        yield MissingLine(_("No free time named at %(clinic)s") % of, why, hours)
    elif confirmed is None or standing.today - confirmed > OPENING_GOOD_FOR:
        why = _("Say that your hours are still right. After 14 days we do not show your free time.")
        yield MissingLine(_("Hours not confirmed at %(clinic)s") % of, why, hours)
    if not place.phone:
        why = _("Patients cannot call you.")
        yield MissingLine(_("No phone at %(clinic)s") % of, why, reverse("provider:place", args=[place.pk]), own=True)
