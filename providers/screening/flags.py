"""What keeps a file from being clean. A clean file is approved by one person, every other one by two (ADR 24)."""

from datetime import datetime

from providers.attestation.models import newest_attestation
from providers.directory.enums import LicenseStatus
from providers.directory.models import License
from providers.screening.enums import CaseFlag
from providers.screening.models import Document, ScreeningCase


def flags_on(case: ScreeningCase, *, now: datetime) -> list[CaseFlag]:
    """In the order in which staff read them."""
    flags = []
    if (said := newest_attestation(case.provider_id)) and said.yes:
        flags.append(CaseFlag.DISCLOSED)
    if License.objects.filter(provider=case.provider_id, status=LicenseStatus.PROBATION).exists():
        flags.append(CaseFlag.PROBATION)
    mine = Document.objects.filter(case=case).values("sha256")
    if Document.objects.filter(sha256__in=mine).exclude(provider=case.provider_id).exists():
        flags.append(CaseFlag.DOCUMENT)
    return flags
