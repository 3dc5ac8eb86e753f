"""A place alert as staff read it: who told us and where, and of what they told no more than each of them allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from matching.aftercare.enums import SaidInfection, Sign
from matching.aftercare.models import FollowUpAnswers, PlaceAlert
from matching.aftercare.rules.told import Told, told_from
from matching.consultations.models import Visit
from providers.directory.models import PracticeLocation, Provider
from providers.vetting.cases.own_cases import is_own


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPerson:
    """`lines`: what they told, if they let us read it; `reach`: how to reach them, if they let us. `is_gone`: they took
    their answers back since."""

    visit: int
    day: date
    provider: Provider
    place: PracticeLocation
    lines: Sequence[str]
    reach: Sequence[str]
    is_gone: bool
    may_read: bool


def has_stake(alert: PlaceAlert, *, by: User) -> bool:
    providers = Provider.objects.filter(pk__in=Visit.objects.filter(pk__in=alert.visits).values("provider"))
    return any(is_own(provider=provider, by=by) for provider in providers)


def read_people(alert: PlaceAlert, *, by: User, now: datetime) -> list[ToldPerson]:
    """Reading is written down each time, and of whose answers. Nothing for who has a stake in a provider of it."""
    if has_stake(alert, by=by):
        return []
    visits = Visit.objects.filter(pk__in=alert.visits).select_related("provider", "place", "request__asker")
    people = [_person(visit) for visit in visits.order_by("day", "pk")]
    read = [person.visit for person in people if person.may_read or person.reach]
    write_audit(actor=by, verb="read place alert", about=f"aftercare.placealert {alert.pk}", now=now, visits=read)
    return people


def _person(visit: Visit) -> ToldPerson:
    rows = FollowUpAnswers.objects.filter(follow_up__visit=visit).select_related("follow_up").order_by("told_at")
    told = [(row.follow_up.week, told_from(row.answers)) for row in rows]
    # The last word counts: who took a tick back has taken it back of all.
    last = told[-1][1] if told else Told()
    return ToldPerson(
        visit=visit.pk,
        day=visit.day,
        provider=visit.provider,
        place=visit.place,
        lines=[line for week, each in told for line in _lines(week, each)] if last.may_read else [],
        reach=_reach(visit, last) if last.may_contact else [],
        is_gone=not told,
        may_read=last.may_read,
    )


def _reach(visit: Visit, told: Told) -> list[str]:
    asker = visit.request.asker
    address = str(asker.email) if asker is not None and asker.email else ""
    return [way for way in (told.phone, address) if way]


def _lines(week: int, told: Told) -> list[str]:
    """A line for each thing that was said."""
    yes_or_no = (
        (_("Seen a doctor"), told.doctor),
        (_("Tests named a germ"), told.germ),
        (_("A night in the hospital"), told.hospital),
    )
    signs = ", ".join(str(Sign(sign).label) for sign in Sign.values if sign in told.signs) or _("None of these signs")
    lines = [_("After %(week)s weeks: %(signs)s") % {"week": week, "signs": signs}]
    words = {True: _("yes"), False: _("no")}
    lines += [f"{name}: {words[said]}" for name, said in yes_or_no if said is not None]
    if told.infection:
        lines.append(_("The doctor said infection: %s") % str(SaidInfection(told.infection).label).lower())
    if told.product or told.lot:
        lines.append(_("Product: %(product)s, lot: %(lot)s") % {"product": told.product or "-", "lot": told.lot or "-"})
    return lines
