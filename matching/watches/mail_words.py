"""What each mail says. Nothing of an area, a concern, a clinic or a place: only that there is something new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.watches.enums import CONFIRM_LASTS, ENDS_SOON

DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchMail:
    """`life`: of no use later. `can_stop`: there is something to stop."""

    subject: str
    sentences: Sequence[str]
    button: str
    after: Sequence[str] = ()
    life: timedelta
    can_stop: bool = True


def confirm() -> WatchMail:
    return WatchMail(
        subject=_("Please confirm"),
        sentences=[_("Press the button on our page, and we write to you when something is new.")],
        button=_("Open the page"),
        after=[_("If you did not ask for this, do nothing. We will not write again.")],
        life=CONFIRM_LASTS,
        can_stop=False,
    )


def news(count: int) -> WatchMail:
    return WatchMail(
        subject=_("Something new"),
        sentences=[_how_much(count), _("Others were told too. We cannot hold anything for you.")],
        button=_("See what is new"),
        life=DAY,
    )


def week(count: int) -> WatchMail:
    return WatchMail(
        subject=_("Your week"),
        sentences=[_how_much(count), _("Others were told too. We cannot hold anything for you.")],
        button=_("See what is new"),
        life=3 * DAY,
    )


def _how_much(count: int) -> str:
    return ngettext("%(count)s new result for you.", "%(count)s new results for you.", count) % {"count": count}


def ends(ends_at: datetime) -> WatchMail:
    words = {"day": date_format(localdate(ends_at), "DATE_FORMAT")}
    return WatchMail(
        subject=_("Your alert ends soon"),
        sentences=[
            _("It ends by itself on %(day)s.") % words,
            _("Do you want it for 90 days more? One press is enough."),
        ],
        button=_("90 days more"),
        after=[_("If not, do nothing.")],
        life=ENDS_SOON,
    )


def again() -> WatchMail:
    return WatchMail(
        subject=_("Your link"),
        sentences=[_("Here is your new link. It works for seven days.")],
        button=_("Open the page"),
        life=DAY,
    )
