"""Addresses in mails: what opens something is hashed here and used in one browser; what only stops is signed."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import override

from caarisma.common.outbox.writing import site_url
from matching.consultations.secrets import hashed, new_token
from matching.watches.enums import WatchLinkPurpose
from matching.watches.models import Watch, WatchLink

# It stops that one watch for ever, also after it is deleted: nothing about it need be kept. It opens nothing.
STOPS: Final = Signer(salt="matching.watches.stop", sep=".")


def new_watch_link(
    watch: Watch, purpose: WatchLinkPurpose, *, lasts: timedelta, now: datetime, browser: str = ""
) -> str:
    """The token of a new one."""
    token = new_token()
    WatchLink.objects.create(
        watch=watch, purpose=purpose, token_hash=hashed(token), browser=browser, made_at=now, ends_at=now + lasts
    )
    return token


def find_watch_link(token: str) -> WatchLink | None:
    """For the page with the button. Reads alone."""
    return WatchLink.objects.select_related("watch__user", "watch__asker").filter(token_hash=hashed(token)).first()


def press_address(token: str, *, language: str) -> str:
    with override(language):
        return site_url(reverse("watches:press", args=[token]))


def stop_address(watch_key: UUID, *, language: str) -> str:
    with override(language):
        return site_url(reverse("watches:stop", args=[signed_stop(watch_key)]))


def signed_stop(watch_key: UUID) -> str:
    return STOPS.sign(watch_key.hex)


def stopped_by(signed: str) -> UUID | None:
    """The watch that this address stops, there or not; None for one that we never mailed."""
    try:
        return UUID(STOPS.unsign(signed))
    except (BadSignature, ValueError):
        return None
