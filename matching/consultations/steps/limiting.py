"""How much one may send. Counts hold when many send at once; over them TooMuch, with the text kept."""

from datetime import datetime, timedelta
from typing import Final

from caarisma.common.limits import count_beyond
from matching.consultations.enums import Side
from matching.consultations.errors import TooMuch
from matching.consultations.models import Request

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
DRAFTS_AN_HOUR: Final = 3
MAILS_A_DAY: Final = 3  # with a link to press, to one address
REQUESTS_A_DAY: Final = 20  # from one network address
MESSAGES_AN_HOUR: Final = 20  # of one side
WISHES_AN_HOUR: Final = 5  # for another time, of one side: each is a mail


def count_draft(browser: str, *, now: datetime) -> None:
    _require_below(f"consult:draft:{browser[:40]}", DRAFTS_AN_HOUR, HOUR, now)


def count_message(request: Request, side: Side, *, now: datetime) -> None:
    _require_below(f"consult:message:{request.pk}:{side}", MESSAGES_AN_HOUR, HOUR, now)


def count_wish(request: Request, side: Side, *, now: datetime) -> None:
    _require_below(f"consult:wish:{request.pk}:{side}", WISHES_AN_HOUR, HOUR, now)


def may_mail(address_key: str, *, now: datetime) -> bool:
    """No error: who types somebody else's address learns nothing of how often that was done."""
    return not count_beyond(f"consult:mail:{address_key[:40]}", most=MAILS_A_DAY, within=DAY, now=now)


def _require_below(key: str, most: int, within: timedelta, now: datetime) -> None:
    if count_beyond(key, most=most, within=within, now=now):
        raise TooMuch
