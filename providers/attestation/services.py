"""A provider signs what they say of their own record; somebody of theirs says that what we show of places is right."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.attestation.models import Attestation, ConfirmedHow, PlaceConfirmation
from providers.attestation.questions import Disclosure
from providers.directory.models import PracticeLocation, Provider


@transaction.atomic
def sign_attestation(
    *, provider_id: int, yes: Collection[str], words: str, signed_as: str, by: User | None, now: datetime
) -> Attestation:
    """A second press of the same form is the same statement. UserFacingError says what is missing."""
    provider = Provider.objects.select_for_update(of=("self",), no_key=True).get(pk=provider_id)
    said = [code for code in Disclosure.values if code in set(yes)]
    if said and not words.strip():
        raise UserFacingError(_("Say what happened where you answered yes."))
    if not signed_as.strip():
        raise UserFacingError(_("Type your name to sign."))
    before = Attestation.objects.filter(provider=provider, signed_at__date=now.date()).first()
    if before and (before.yes, before.words, before.by_id) == (said, words.strip(), by and by.pk):
        return before
    return Attestation.objects.create(
        provider=provider, by=by, signed_at=now, signed_as=signed_as.strip()[:160], yes=said, words=words.strip()
    )


def keep_confirmation(
    places: Collection[PracticeLocation], *, how: ConfirmedHow, by: User | None, now: datetime
) -> None:
    """In the caller's transaction, which holds the places' rows. Nothing moves a day back."""
    for place in places:
        day = now.astimezone(ZoneInfo(place.time_zone)).date()
        PlaceConfirmation.objects.get_or_create(place=place, at=now, defaults={"how": how, "by": by})
        if place.confirmed_on < day:
            place.confirmed_on = day
            place.save(update_fields=["confirmed_on", "updated_at"])
