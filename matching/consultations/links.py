"""Links that are mailed. Only hashes are kept, so neither a backup nor the admin can open anything."""

from datetime import datetime, timedelta
from typing import Final

from matching.consultations.enums import LinkPurpose
from matching.consultations.models import PressLink, Request
from matching.consultations.secrets import hashed, keyed, new_code, new_token

CODE_LASTS: Final = timedelta(minutes=10)
CONFIRM_LASTS: Final = timedelta(hours=72)
OPEN_LASTS: Final = timedelta(days=7)


def new_link(
    purpose: LinkPurpose, browser: str, *, lasts: timedelta, now: datetime, **about: object
) -> tuple[PressLink, str, str]:
    """The row, the token and the code. `browser`: where the code may be typed; "" for nowhere."""
    token, code = new_token(), new_code()
    link = PressLink.objects.create(
        purpose=purpose,
        token_hash=hashed(token),
        code_hash=keyed("code", code),
        session_hash=browser,
        made_at=now,
        code_ends_at=now + CODE_LASTS,
        ends_at=now + lasts,
        **about,
    )
    return link, token, code


def link_to(request: Request, *, now: datetime) -> str:
    """The token for the button of a mail about this request."""
    return new_link(LinkPurpose.OPEN, "", lasts=OPEN_LASTS, asker=request.asker, request=request, now=now)[1]


def find_link(token: str) -> PressLink | None:
    """For the page with the button. Reads alone."""
    return PressLink.objects.select_related("draft", "asker", "request").filter(token_hash=hashed(token)).first()
