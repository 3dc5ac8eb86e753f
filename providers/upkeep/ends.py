"""Everything of a provider's that ends, soonest first, each with the task that renews it. What our staff look up by
themselves is not among it: nobody but they can do it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from matching.consultations.models import PlaceCapacity
from providers.directory.enums import LicenseStatus
from providers.directory.models.location import CONFIRMED_FOR, OPENING_GOOD_FOR, confirmed_until
from providers.directory.us import STATES
from providers.portal.standing import Standing
from providers.screening.enums import CheckKind, CheckResult
from providers.screening.models import ScreeningCheck
from providers.upkeep.asking_to_confirm import STEPS

SOON, HOURS_SOON = timedelta(days=60), timedelta(days=3)
CONFIRM_SOON = CONFIRMED_FOR - timedelta(days=STEPS[0])  # as long as we write to them about it
# The paper of a check, and the task that renews it. Of the others a license has its own row, and what is left are ours.
PAPERS = {
    CheckKind.INSURANCE: "insurance",
    CheckKind.BOARD: "board",
    CheckKind.SUPERVISOR: "supervisor",
    CheckKind.PRODUCTS: "products",
}


class EndingLine(NamedTuple):
    """`on` is the last day on which it holds; None: it goes on until its owner ends it. `own`: nobody of a team does
    it for the provider."""

    what: str
    then: str  # what happens after
    on: date | None
    state: str  # past, soon or ""
    url: str
    act: str
    own: bool


def endings_of(standing: Standing) -> list[EndingLine]:
    """Those that ended first, then soonest first; what has no day comes last."""
    lines = [
        *_licenses(standing),
        *_papers(standing),
        *_supervisors(standing),
        *_approval(standing),
        *_confirmations(standing),
        *_hours(standing),
        *_pauses(standing),
    ]
    return sorted(lines, key=lambda line: (line.on is None, line.on or date.max, line.what))


def _line(
    standing: Standing,
    what: str,
    then: str,
    on: date | None,
    url: str,
    act: str,
    *,
    soon: timedelta = SOON,
    own: bool = True,
) -> EndingLine:
    state = ""
    if on is not None:
        state = "past" if on < standing.today else "soon" if on - standing.today <= soon else ""
    return EndingLine(what, then, on, state, url, act, own)


def _licenses(standing: Standing) -> Iterator[EndingLine]:
    for license in standing.licenses:
        if license.expires_on is None:
            continue
        what = _("License in %(state)s, %(number)s") % {"state": STATES[license.state], "number": license.number}
        waiting = standing.waiting_end(license)
        reported = license.status == LicenseStatus.REPORTED
        then = _("Then patients do not see your places in this state.")
        if waiting or reported:
            then = _("We are checking the new day that you told us.") if waiting else _("We have not checked it yet.")
        url = reverse("provider:license", args=[license.pk])
        yield _line(standing, what, then, license.expires_on, url, _("Renew it"))


def _papers(standing: Standing) -> Iterator[EndingLine]:
    if standing.approved is None:
        return
    checks = ScreeningCheck.objects.filter(
        case=standing.approved, kind__in=PAPERS, result=CheckResult.PASS, good_until__isnull=False
    )
    for check in checks:
        kind = CheckKind(check.kind)
        then = _("Then patients do not see you.")
        yield _line(standing, str(kind.label), then, check.good_until, _task(standing, kind), _("Renew it"))


def _supervisors(standing: Standing) -> Iterator[EndingLine]:
    for held in standing.supervisions:
        if held.ends_on is None:
            continue
        what = _("Agreement with %(name)s in %(state)s") % {"name": held.name, "state": STATES[held.state]}
        then = _("Then patients do not see your places in this state.")
        url = reverse("provider:supervisor_in", args=[held.state.lower()])
        yield _line(standing, what, then, held.ends_on, url, _("Renew it"))


def _task(standing: Standing, kind: CheckKind) -> str:
    if kind == CheckKind.PRODUCTS and standing.places:
        return reverse("provider:products_of", args=[standing.places[0].pk])
    return reverse(f"provider:{PAPERS[kind]}")


def _approval(standing: Standing) -> Iterator[EndingLine]:
    """What you said and signed: we ask for all of it anew."""
    if standing.approved is None or standing.approved.approved_until is None:
        return
    what, then = _("Our approval, with what you confirmed"), _("Before that day we ask you to look at all of it again.")
    yield _line(standing, what, then, standing.approved.approved_until, reverse("provider:details"), _("Look at it"))


def _confirmations(standing: Standing) -> Iterator[EndingLine]:
    """Of who is approved: before that there is more to do than this."""
    for place in standing.places if standing.approved else ():
        what = _("Your word that what we show of %(clinic)s is right") % {"clinic": place.clinic_name}
        then = _("Then patients do not see this place until you say so again.")
        on = confirmed_until(place.confirmed_on)
        yield _line(standing, what, then, on, reverse("upkeep:confirm"), _("Still right?"), soon=CONFIRM_SOON)


def _hours(standing: Standing) -> Iterator[EndingLine]:
    for place in standing.places:
        if place.hours_confirmed_on is None:
            continue
        what = _("Your hours and free times at %(clinic)s") % {"clinic": place.clinic_name}
        then = _("Then we do not show your free time until you confirm it.")
        on = place.hours_confirmed_on + OPENING_GOOD_FOR
        url = reverse("provider:hours_of", args=[place.pk])
        yield _line(standing, what, then, on, url, _("Still right?"), soon=HOURS_SOON, own=False)


def _pauses(standing: Standing) -> Iterator[EndingLine]:
    if standing.paused:
        until = standing.paused_until
        then = _("Then patients see you again.") if until else _("Patients cannot see you until you end it.")
        what, last = _("Your pause"), until - timedelta(days=1) if until else None
        yield _line(standing, what, then, last, f"{reverse('provider:home')}#live", _("End it"), own=False)
    full = PlaceCapacity.objects.filter(
        place__in=[place.pk for place in standing.places], full_until__gt=standing.today
    )
    for said in full.select_related("place"):
        assert said.full_until is not None
        what = _("No new requests at %(clinic)s") % {"clinic": said.place.clinic_name}
        url = reverse("provider:limits_of", args=[said.place_id])
        last = said.full_until - timedelta(days=1)
        then = _("Then patients can ask for a visit again.")
        yield _line(standing, what, then, last, url, _("Change it"), own=False)


def next_end(standing: Standing, *, now: datetime) -> EndingLine | None:
    """The one that the front page names."""
    return next((line for line in endings_of(standing) if line.on is not None and line.state), None)
