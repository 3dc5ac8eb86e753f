"""Whether a person's mailbox exists. Their page says when it does not, and the clinic is told to call."""

from datetime import datetime

from matching.consultations.models import Asker
from matching.consultations.secrets import address_keys


def note_mailbox(address: str, reached: bool, now: datetime) -> None:
    """What the mail server said of it. A mail that arrives later, or a link that is pressed, takes it back."""
    askers = Asker.objects.filter(email_key__in=address_keys(address), bounced_at__isnull=not reached)
    askers.update(bounced_at=None if reached else now)
