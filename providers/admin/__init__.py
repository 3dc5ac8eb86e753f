from providers.admin.exclusions import ExclusionHitAdmin, ExclusionListAdmin
from providers.admin.providers import OfferingAdmin, PracticeLocationAdmin, ProviderAdmin
from providers.admin.screening import LicenseAdmin, ScreeningCaseAdmin

__all__ = [
    "ExclusionHitAdmin",
    "ExclusionListAdmin",
    "LicenseAdmin",
    "OfferingAdmin",
    "PracticeLocationAdmin",
    "ProviderAdmin",
    "ScreeningCaseAdmin",
]
