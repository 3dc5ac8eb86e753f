"""Who may change what patients already see: nobody before a person of ours knows who they are."""

from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from providers.directory.models import Provider
from providers.screening.enums import CaseStatus
from providers.screening.models import NpiClaim, ScreeningCase


def was_approved(provider_id: int) -> bool:
    """Whether the provider was ever approved: then patients may see the profile, and edits of it wait."""
    return ScreeningCase.objects.filter(provider=provider_id, status=CaseStatus.APPROVED).exists()


def approval_of(provider_id: int) -> ScreeningCase | None:
    """The newest approval, in date or not: what a change is accepted into."""
    return ScreeningCase.objects.filter(provider=provider_id, status=CaseStatus.APPROVED).first()


def is_unproven(provider: Provider) -> bool:
    """Whether patients may see this profile although it was given to somebody whose ID nobody has checked yet."""
    claims = NpiClaim.objects.open().filter(provider=provider, user=provider.user_id)
    return provider.user_id is not None and claims.exists() and was_approved(provider.pk)


def is_contested(provider: Provider) -> bool:
    """Whether staff think that the number may be somebody else's, and wait for what the holder says."""
    rivals = NpiClaim.objects.open().filter(provider=provider, handover_at__isnull=False)
    return provider.user_id is not None and rivals.exclude(user=provider.user_id).exists()


def require_proof(provider: Provider) -> Provider:
    """For whatever is live at once: prices, hours, a phone number, a pause. What waits for the desk anyway may be sent.

    UserFacingError while the owner is unproven: in a stranger's hands each of these could lead patients astray.
    """
    if is_unproven(provider):
        raise UserFacingError(_("Patients can see this profile. You can change it after we checked your photo ID."))
    return provider
