from providers.desk.admin.exclusions import ExclusionHitAdmin, ExclusionListAdmin
from providers.desk.admin.providers import OfferingAdmin, PracticeLocationAdmin, ProviderAdmin
from providers.desk.admin.screening import LicenseAdmin, ScreeningCaseAdmin

__all__ = [
    "ExclusionHitAdmin",
    "ExclusionListAdmin",
    "LicenseAdmin",
    "OfferingAdmin",
    "PracticeLocationAdmin",
    "ProviderAdmin",
    "ScreeningCaseAdmin",
]
