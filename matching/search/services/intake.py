"""Take a person's answers: the intake and its job are saved together, then a worker is told."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from matching.engine.requirements import ways
from matching.search.assembly import groups_for, services_asked_for
from matching.search.drafts import Draft
from matching.search.enums import CONSENT_VERSION
from matching.search.health.saving import save_health
from matching.search.health.told import HealthTold
from matching.search.models import Intake, MatchJob
from matching.search.ownership import Owner
from matching.search.services.publishing import publish_after_commit
from providers.directory.geocoding.zip_codes import ZipPlace, zip_place
from treatments.choices import CatalogChoices
from treatments.models import Area, Concern

# Not sure of the area, a person leaves each provider many ways to serve a search, and the cheapest is looked for among
# all of them. All seven concerns in any area are over a thousand ways, too many for a metro area.
MOST_WAYS = 200


def submit_intake(*, answers: Draft, owner: Owner, now: datetime, health: HealthTold | None = None) -> Intake:
    """Save the answers once and ask for a ranking. The same form again, even at the same moment, gives the same intake.

    Raises UnknownZipError, and UserFacingError when an area or concern is unknown or has no counterpart. The caller
    has made sure that every question is answered, and of the two confirmations, being an adult and consent; `now` is
    their time.
    """
    place = zip_place(answers.zip_code or "")
    require_pairs(set(answers.areas or ()), set(answers.concerns or ()))
    with transaction.atomic():
        ours = _new_intake(answers, place, owner, now)
        # The unique form key decides: a second insert waits for the first to commit, then does nothing. It is not an
        # error, which a database would log with the row.
        Intake.objects.bulk_create([ours], ignore_conflicts=True)
        intake = Intake.objects.get(form_key=answers.form_key)
        if intake.token == ours.token:
            _choose(intake, areas=answers.areas or (), concerns=answers.concerns or ())
            job = MatchJob.objects.create(intake=intake, requested_at=now, available_at=now)
            if health:
                save_health(intake_id=intake.pk, told=health, now=now)
            publish_after_commit(job.pk)
        elif not owner.owns(intake):
            raise UserFacingError(_("This form was sent before. Please start again."))
    return intake


def _new_intake(answers: Draft, place: ZipPlace, owner: Owner, now: datetime) -> Intake:
    return Intake(
        form_key=answers.form_key,
        owner=owner.account,
        browsers=[owner.browser] if owner.account is None else [],
        zip_code=place.zip_code,
        latitude=place.latitude,
        longitude=place.longitude,
        **answers.columns(),
        adult_confirmed_at=now,
        consented_at=now,
        consent_version=CONSENT_VERSION,
        expires_at=now + timedelta(days=settings.INTAKE_KEPT_DAYS),
    )


def _choose(intake: Intake, *, areas: Iterable[str], concerns: Iterable[str]) -> None:
    """By slugs that `require_pairs` has found in the catalog."""
    catalog = CatalogChoices.read(now=True)
    within, about = Intake.areas.through, Intake.concerns.through
    within.objects.bulk_create(within(intake=intake, area=catalog.areas[slug]) for slug in set(areas))
    about.objects.bulk_create(about(intake=intake, concern=catalog.concerns[slug]) for slug in set(concerns))


def require_pairs(areas: set[str], concerns: set[str]) -> None:
    """Each chosen area needs a chosen concern that goes with it, and the other way round."""
    known = services_asked_for()
    if not (areas <= {service.area for service in known} and concerns <= {service.concern for service in known}):
        raise UserFacingError(_("We no longer offer one of your choices. Please choose again."))
    groups = groups_for(areas=areas, concerns=concerns, services=known)
    if groups and ways(groups) > MOST_WAYS:
        raise UserFacingError(_("That is a lot at once. Choose the areas, or fewer things to help with."))
    asked = [service for group in groups for service in group]
    if lonely := areas - {service.area for service in asked}:
        names = _names(Area.objects.filter(slug__in=lonely))
        raise UserFacingError(_("Choose what you want help with for: %(names)s.") % {"names": names})
    if lonely := concerns - {service.concern for service in asked}:
        names = _names(Concern.objects.filter(slug__in=lonely))
        raise UserFacingError(_("Choose an area for: %(names)s.") % {"names": names})


def _names(rows: Iterable[Area] | Iterable[Concern]) -> str:
    return ", ".join(row.name for row in rows)
