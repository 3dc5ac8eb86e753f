"""Leaving: off every list at once, and a letter to the desk, which closes the account."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from caarisma.accounts.models import User
from providers.directory.models import PracticeLocation
from providers.letters.enums import LetterKind
from providers.letters.models import DeskLetter
from providers.letters.services.writing import write_letter
from providers.profile.services.places import leave_place


@transaction.atomic
def leave_everything(*, provider_id: int, words: str, by: User, form_key: UUID, now: datetime) -> DeskLetter:
    """Once a form; a second press finds the first letter and no place to leave."""
    places = PracticeLocation.objects.filter(provider=provider_id, is_active=True).order_by("pk")
    for place_id in list(places.values_list("pk", flat=True)):
        leave_place(provider_id=provider_id, location_id=place_id, by=by, now=now)
    return write_letter(kind=LetterKind.LEAVING, words=words, by=by, form_key=form_key, now=now)
