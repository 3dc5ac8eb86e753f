"""Who may be shown at an instant, in SQL: worked out from dated facts, never stored."""

from datetime import datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from providers.directory.enums import LicenseStatus
from providers.directory.models import License, Offering, PracticeLocation, Provider
from providers.directory.models.location import local_date
from providers.directory.offered import fat_pads_treated, offered
from providers.exclusions.models import ExclusionHit
from providers.screening.enums import CheckKind
from providers.screening.models import ProviderHold, ScreeningCase, ScreeningCheck
from providers.screening.models.screening import mostly


def listed_places(*, on: datetime, among: QuerySet[PracticeLocation] | None = None) -> QuerySet[PracticeLocation]:
    """Locations that patients may see at the instant `on` (aware), worked out from dated facts:

    an ACTIVE license in date, of the clinic's state and the provider's profession; an approved screening case in
    date that covers the state, with every required check on record and every one on record a pass in date (where
    fat or cellulite is treated, the products too); no exclusion that hides; an NPI in use; at least one offering
    that counts (`offered`: for fat and cellulite, one that names its product). Dates are compared with today in the
    clinic's time zone: what ends today is good until midnight there. An end date that is missing is never "for
    ever": SQL's comparison with NULL drops it.
    """
    places = PracticeLocation.objects.all() if among is None else among
    return places.alias(clinic_date=local_date(on), treats_fat_pads=fat_pads_treated()).filter(
        Exists(
            License.objects.filter(
                provider=OuterRef("provider"),
                state=OuterRef("state"),
                profession=OuterRef("provider__profession"),  # an RN license does not carry a lapsed NP one
                status=LicenseStatus.ACTIVE,
                expires_on__gte=OuterRef("clinic_date"),
            )
        ),
        _screened(),
        ~Exists(ProviderHold.objects.open().filter(provider=OuterRef("provider"))),
        ~Exists(ExclusionHit.objects.hiding().filter(provider=OuterRef("provider"))),
        Exists(Offering.objects.filter(offered(), location=OuterRef("pk"), area_concern__is_active=True)),
        provider__npi_deactivated_on__isnull=True,
        is_active=True,
    )


def _screened() -> Exists:
    """A proven case that covers the clinic's state and what is treated there, in date with all its checks."""
    checks = ScreeningCheck.objects.filter(case=OuterRef("pk"))
    return Exists(
        ScreeningCase.objects.proven(on=OuterRef(OuterRef("clinic_date")))
        .alias(fat_pads=ExpressionWrapper(OuterRef("treats_fat_pads"), output_field=BooleanField()))
        .filter(
            mostly(states__contains=[OuterRef("state")]),
            Q(fat_pads=False) | Exists(checks.filter(kind=CheckKind.PRODUCTS)),
            provider=OuterRef("provider"),
            approved_from__lte=OuterRef("clinic_date"),
            approved_until__gte=OuterRef("clinic_date"),
        )
    )


def listed_providers(*, on: datetime, among: QuerySet[Provider] | None = None) -> QuerySet[Provider]:
    """Providers with at least one listed location at the instant `on`."""
    providers = Provider.objects.all() if among is None else among
    return providers.filter(Exists(listed_places(on=on).filter(provider=OuterRef("pk"))))
