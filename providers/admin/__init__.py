from providers.admin.providers import OfferingAdmin, PracticeLocationAdmin, ProviderAdmin
from providers.admin.screening import ExclusionHitAdmin, LicenseAdmin, ScreeningCaseAdmin

__all__ = [
    "ExclusionHitAdmin",
    "LicenseAdmin",
    "OfferingAdmin",
    "PracticeLocationAdmin",
    "ProviderAdmin",
    "ScreeningCaseAdmin",
]
