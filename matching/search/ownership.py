"""Whose list it is: of the browser session or the account that made it. Everybody else who has its address may read it.

The session holds ids and not the addresses: whoever reads the session's row has no key to a list by that.
"""

from django.http import HttpRequest

from matching.search.drafts import SENT_KEY
from matching.search.models import Intake

MADE_KEY = "lists_made"  # ids of the intakes that this session sent
MOST_MADE = 100


def remember_made(request: HttpRequest, intake: Intake) -> None:
    made = [pk for pk in _made(request) if pk != intake.pk]
    request.session[MADE_KEY] = [*made, intake.pk][-MOST_MADE:]


def is_owner(request: HttpRequest, intake: Intake) -> bool:
    """An account's list is the account's in every browser; and the session's that made it, signed in or not."""
    if request.user.is_authenticated and intake.owner_id == request.user.pk:
        return True
    # Sessions from before the ids were kept know the form of what they sent last.
    return intake.pk in _made(request) or request.session.get(SENT_KEY) == str(intake.form_key)


def _made(request: HttpRequest) -> list[int]:
    stored = request.session.get(MADE_KEY)
    return stored if isinstance(stored, list) else []
