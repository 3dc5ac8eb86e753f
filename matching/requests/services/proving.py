"""Who pressed a mailed link reads that address: the asker behind it, and this browser's hold on it."""

from datetime import datetime

from matching.consultations import mails
from matching.consultations.enums import HeldBy
from matching.consultations.models import Asker
from matching.consultations.secrets import address_key
from matching.requests.holders import grant_hold
from matching.requests.services.pressing import asker_by_address


def prove_address(
    *, address: str, language: str, browser: str, proves: bool, shared_device: bool = False, now: datetime
) -> Asker:
    """Call it in the transaction of the press. `proves`: the link was asked for in this very browser. Whoever had other
    browsers before is told of a new one. Two at once make one asker: the key is unique.
    """
    fields = {"email": address, "language": language, "confirmed_at": now}
    known = asker_by_address(address)
    asker = known or Asker.objects.get_or_create(email_key=address_key(address), defaults=fields)[0]
    Asker.objects.filter(pk=asker.pk).update(bounced_at=None, updated_at=now)  # the mail came
    is_new = asker.holds.living(on=now).exists() and not asker.holds.filter(session_hash=browser).exists()
    grant_hold(asker, browser, by=HeldBy.PRESS, proves=proves, shared_device=shared_device, now=now)
    if is_new:
        mails.tell_new_device(asker, now=now)
    return asker
