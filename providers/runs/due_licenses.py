"""Licenses whose board nobody has asked lately: the desk's monthly work list, and which file is late."""

from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from providers.directory.enums import LicenseStatus
from providers.directory.models import License
from providers.rosters.models import LicenseLook
from providers.screening.enums import CaseStatus
from providers.screening.models import ScreeningCase

COUNTS_FOR: Final = timedelta(days=30)  # what a board did is to be known within a month


def due_licenses(*, today: date) -> QuerySet[License]:
    """Of the profession under which somebody is approved, whose board said nothing for a month that a person answers
    for. Who waits longest stands first. `said`: the day of the last look."""
    approved = ScreeningCase.objects.filter(
        provider=OuterRef("provider"), status=CaseStatus.APPROVED, approved_until__gte=today
    )
    looks = LicenseLook.objects.answered().filter(license=OuterRef("pk"))
    licenses = License.objects.filter(
        Exists(approved),
        ~Exists(looks.filter(list_date__gt=today - COUNTS_FOR)),
        profession=F("provider__profession"),
    ).exclude(status=LicenseStatus.REPORTED)
    said = Subquery(looks.order_by("-list_date").values("list_date")[:1])
    return licenses.select_related("provider").annotate(said=said).order_by(F("said").asc(nulls_first=True), "pk")
