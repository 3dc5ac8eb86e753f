"""Let go of one need with one click, and take it back.

Only what the ranking offered can be relaxed: there is no free input. Each change remembers the fields it replaced.
A change locks the intake's job, so the ranking never reads half of it, and sends the job back to the start.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from matching.engine import Change, Relaxation, apply
from matching.lists.standing import in_the_way
from matching.search.assembly import requirements_for
from matching.search.models import Intake, IntakeChange, MatchJob, NearMiss
from matching.search.services.jobs import set_pending
from treatments.models import Area, Concern


class NotOffered(UserFacingError):
    """The list has changed since the page was made."""

    def __init__(self) -> None:
        super().__init__(_("Your list has changed. Look at the new list, then choose again."))


@transaction.atomic
def relax_intake(*, intake_id: int, near_miss_id: int, now: datetime) -> IntakeChange:
    """Make the change that lets a near miss in. A second click gives the change of the first.

    Raises NotOffered when the near miss is no longer on the list, MatchJob.DoesNotExist without an intake.
    """
    job = lock_job(intake_id)
    if (made := _latest(intake_id)) and made.relaxation.get("near_miss") == near_miss_id:
        return made
    miss = NearMiss.objects.filter(intake=intake_id, pk=near_miss_id).first()
    if miss is None:
        raise NotOffered
    return _relax(job, Relaxation.from_dict(miss.relaxation), now, near_miss=near_miss_id, provider=miss.provider_id)


@transaction.atomic
def relax_by(*, intake_id: int, relaxation: Relaxation | Mapping[str, Any], now: datetime) -> IntakeChange:
    """Make a change that the list offered: in a near miss, in the totals of `MatchJob.blocking`, or as a first step out
    of an empty list.

    A second click gives the change of the first. Raises NotOffered for anything else, however well-formed.
    """
    job = lock_job(intake_id)
    wanted = relaxation if isinstance(relaxation, Relaxation) else _parsed(relaxation)
    if (made := _latest(intake_id)) and made.relaxation and Relaxation.from_dict(made.relaxation) == wanted:
        return made
    offered = [line["relaxation"] for line in job.blocking]
    offered += NearMiss.objects.filter(intake=intake_id).values_list("relaxation", flat=True)
    if wanted.to_dict() not in offered and wanted not in _first_steps(job, now):
        raise NotOffered
    return _relax(job, wanted, now)


@transaction.atomic
def undo_change(*, intake_id: int, change_id: int, now: datetime) -> IntakeChange:
    """Put back the fields that the latest change replaced. A second click does nothing more.

    Raises NotOffered when another change came after it, IntakeChange.DoesNotExist for a change of someone else.
    """
    job = lock_job(intake_id)
    change = IntakeChange.objects.get(intake=intake_id, pk=change_id)
    if change.undone_at is not None:
        return change
    if _latest(intake_id) != change:
        raise NotOffered
    write_fields(job.intake, change.before)
    change.undone_at = max(now, change.made_at)
    change.save(update_fields=["undone_at"])
    set_pending(job, now)
    return change


def _first_steps(job: MatchJob, now: datetime) -> list[Relaxation]:
    """What the page offers of an empty list that no single change would fill. The page may be some minutes old: what
    was one of the steps then and is none now is refused like anything else."""
    found = None if job.blocking else in_the_way(job.intake, ahead=0, now=now)
    return [part.relaxation for part in found.offers] if found else []


def lock_job(intake_id: int) -> MatchJob:
    """MatchJob.DoesNotExist without an intake. That is read after, not joined: whoever waits for the lock gets the
    newest row of the job, and with it the intake as it was before the wait."""
    return MatchJob.objects.select_for_update().get(intake=intake_id)


def _latest(intake_id: int) -> IntakeChange | None:
    """The latest change that is still in force."""
    return IntakeChange.objects.filter(intake=intake_id, undone_at__isnull=True).order_by("pk").last()


def _parsed(relaxation: Mapping[str, Any]) -> Relaxation:
    try:
        return Relaxation.from_dict(relaxation)
    except (KeyError, TypeError, ValueError):
        raise NotOffered from None


def _relax(job: MatchJob, relaxation: Relaxation, now: datetime, **origin: int) -> IntakeChange:
    if job.list_at is None:  # what is stored was offered for answers that have changed since
        raise NotOffered
    told = {**relaxation.to_dict(), **origin}
    return change_fields(job, _fields_after(job.intake, relaxation, now), now, relaxation=told)


def change_fields(
    job: MatchJob, after: Mapping[str, Any], now: datetime, *, relaxation: Mapping[str, Any] | None = None
) -> IntakeChange:
    """Of a locked job: write the fields, remember what they replaced, and have the list made anew."""
    before = {name: field_of(job.intake, name) for name in after}
    change = IntakeChange.objects.create(intake=job.intake, relaxation=relaxation or {}, before=before, made_at=now)
    write_fields(job.intake, after)
    set_pending(job, now)
    return change


def _fields_after(intake: Intake, relaxation: Relaxation, now: datetime) -> dict[str, Any]:
    """The fields of the intake that change, as JSON. What it asks for then is what the engine's `apply` says."""
    relaxed = apply(requirements_for(intake, on=now), relaxation)
    match relaxation.change:
        case Change.WIDEN_RADIUS:
            return {"radius_miles": int(relaxed.radius_miles)}
        case Change.RAISE_LIMIT:
            return {"max_price": relaxed.max_price}
        case Change.DROP_SLOTS:
            return {"slots_required": relaxed.slots_required}
        case Change.DROP_MUST:
            return {"musts": sorted(relaxed.musts), "wishes": sorted(relaxed.wishes)}
        case Change.DROP_AREA | Change.DROP_CONCERN:
            # An area goes with its last concern, and a concern with its last area: nothing else was asked there.
            left = [service for group in relaxed.groups for service in group]
            areas, concerns = {service.area for service in left}, {service.concern for service in left}
            return {
                "areas": [slug for slug in field_of(intake, "areas") if slug in areas],
                "concerns": [slug for slug in field_of(intake, "concerns") if slug in concerns],
            }


def field_of(intake: Intake, name: str) -> Any:
    """A field as JSON; areas and concerns as sorted slugs."""
    if name in ("areas", "concerns"):
        return sorted(getattr(intake, name).values_list("slug", flat=True))
    return getattr(intake, name)


def write_fields(intake: Intake, fields: Mapping[str, Any]) -> None:
    plain = dict(fields)
    if "areas" in plain:
        intake.areas.set(Area.objects.filter(slug__in=plain.pop("areas")))
        intake.concerns.set(Concern.objects.filter(slug__in=plain.pop("concerns")))
    for name, value in plain.items():
        setattr(intake, name, value)
    intake.save(update_fields=[*plain, "updated_at"])
