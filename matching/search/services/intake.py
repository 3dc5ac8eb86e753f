"""Take a person's answers: the intake and its job are saved together, then a worker is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from matching.engine.requirements import ways
from matching.search.assembly import groups_for, services_asked_for
from matching.search.models import Intake, MatchJob
from matching.search.services.publishing import publish_after_commit
from providers.directory.geocoding.zip_codes import ZipPlace, zip_place
from treatments.models import Area, Concern

# Not sure of the area, a person leaves each provider many ways to serve a search, and the cheapest is looked for among
# all of them. All seven concerns in any area are over a thousand ways, too many for a metro area.
MOST_WAYS = 200


@dataclass(frozen=True, kw_only=True)
class IntakeAnswers:
    """What the form gathered, cleaned. Areas and concerns are slugs; an empty set means "not sure yet"."""

    form_key: UUID  # one a form: sending it twice saves once
    areas: frozenset[str]
    concerns: frozenset[str]
    zip_code: str
    radius_miles: int
    max_price: int | None  # the most for one session, whole dollars
    slots: frozenset[str]
    slots_required: bool
    wishes: frozenset[str]
    musts: frozenset[str]
    consent_version: str


def submit_intake(*, answers: IntakeAnswers, owner: User | None, now: datetime) -> Intake:
    """Save the answers once and ask for a ranking. The same form again, even at the same moment, gives the same intake.

    Raises UnknownZipError, and UserFacingError when an area or concern is unknown or has no counterpart. The caller
    has made sure of the two confirmations, being an adult and consent; `now` is their time.
    """
    place = zip_place(answers.zip_code)
    _require_pairs(answers)
    with transaction.atomic():
        ours = _new_intake(answers, place, owner, now)
        # The unique form key decides: a second insert waits for the first to commit, then does nothing. It is not an
        # error, which a database would log with the row.
        Intake.objects.bulk_create([ours], ignore_conflicts=True)
        intake = Intake.objects.get(form_key=answers.form_key)
        if intake.token == ours.token:
            intake.areas.add(*Area.objects.filter(slug__in=answers.areas))
            intake.concerns.add(*Concern.objects.filter(slug__in=answers.concerns))
            job = MatchJob.objects.create(intake=intake, requested_at=now, available_at=now)
            publish_after_commit(job.pk)
        elif intake.owner_id not in (None, owner and owner.pk):
            raise UserFacingError(_("This form was sent before. Please start again."))
    return intake


def _new_intake(answers: IntakeAnswers, place: ZipPlace, owner: User | None, now: datetime) -> Intake:
    return Intake(
        form_key=answers.form_key,
        owner=owner,
        zip_code=place.zip_code,
        latitude=place.latitude,
        longitude=place.longitude,
        radius_miles=answers.radius_miles,
        max_price=answers.max_price,
        slots=sorted(answers.slots),
        slots_required=answers.slots_required,
        wishes=sorted(answers.wishes),
        musts=sorted(answers.musts),
        adult_confirmed_at=now,
        consented_at=now,
        consent_version=answers.consent_version,
        expires_at=now + timedelta(days=settings.INTAKE_KEPT_DAYS),
    )


def _require_pairs(answers: IntakeAnswers) -> None:
    """Each chosen area needs a chosen concern that goes with it, and the other way round."""
    known = services_asked_for()
    if not (
        answers.areas <= {service.area for service in known}
        and answers.concerns <= {service.concern for service in known}
    ):
        raise UserFacingError(_("We no longer offer one of your choices. Please choose again."))
    groups = groups_for(areas=answers.areas, concerns=answers.concerns, services=known)
    if groups and ways(groups) > MOST_WAYS:
        raise UserFacingError(_("That is a lot at once. Choose the areas, or fewer things to help with."))
    asked = [service for group in groups for service in group]
    if lonely := answers.areas - {service.area for service in asked}:
        names = _names(Area.objects.filter(slug__in=lonely))
        raise UserFacingError(_("Choose what you want help with for: %(names)s.") % {"names": names})
    if lonely := answers.concerns - {service.concern for service in asked}:
        names = _names(Concern.objects.filter(slug__in=lonely))
        raise UserFacingError(_("Choose an area for: %(names)s.") % {"names": names})


def _names(rows: Iterable[Area] | Iterable[Concern]) -> str:
    return ", ".join(row.name for row in rows)
