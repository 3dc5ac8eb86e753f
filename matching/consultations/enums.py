"""Words of a request with a fixed meaning. Which state may follow which is in moves.py."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestState(models.TextChoices):
    SENT = "sent", _("Sent")
    SEEN = "seen", _("The clinic has read it")
    TIMES_OFFERED = "times_offered", _("The clinic offers times")
    AGREED = "agreed", _("A time is agreed")
    VISITED = "visited", _("Visited")
    MISSED = "missed", _("The visit did not take place")
    DECLINED = "declined", _("The clinic said no")
    CANCELLED = "cancelled", _("Cancelled")
    UNANSWERED = "unanswered", _("No answer yet")
    CLOSED = "closed", _("Closed")


NEW: Final = "new"  # where the first move comes from; no request is ever in it
OPEN: Final = (
    RequestState.SENT,
    RequestState.SEEN,
    RequestState.TIMES_OFFERED,
    RequestState.UNANSWERED,
    RequestState.AGREED,
)
ANSWERABLE: Final = (RequestState.SENT, RequestState.SEEN, RequestState.UNANSWERED)


class Side(models.TextChoices):
    PATIENT = "patient", _("the patient")
    CLINIC = "clinic", _("the clinic")
    CLOCK = "clock", _("time")
    SITE = "site", _("Caarisma")


class ContactWay(models.TextChoices):
    EMAIL = "email", _("By mail and on this site")
    PHONE = "phone", _("By phone")


class DayPart(models.TextChoices):
    MORNING = "morning", _("in the morning")
    AFTERNOON = "afternoon", _("in the afternoon")
    EVENING = "evening", _("in the evening")


class DeclineReason(models.TextChoices):
    NO_TIME = "no_time", _("no free time in the next four weeks")
    NO_NEW = "no_new", _("takes no new patients now")
    NOT_THIS = "not_this", _("does not offer this")
    NOT_THEN = "not_then", _("not open at these hours")
    DOCTOR_FIRST = "doctor_first", _("please see your doctor first")
    LANGUAGE = "language", _("nobody there speaks this language")
    OTHER = "other", _("another reason")


class CancelReason(models.TextChoices):
    ILL = "ill", _("somebody at the clinic is ill")
    SHUT = "shut", _("the clinic is closed on that day")
    MOVED = "moved", _("the clinic has moved")
    OTHER = "other", _("another reason")


class CloseReason(models.TextChoices):
    """Why the clock or the site ended it. Codes for the two pages, which say it in their own words."""

    LAPSED = "lapsed", _("no time was chosen")
    NO_ANSWER = "no_answer", _("the clinic did not answer")
    SILENT = "silent", _("nobody said how it went")
    ERASED = "erased", _("withdrawn")
    NOT_LISTED = "not_listed", _("the clinic takes no requests now")
    DESK = "desk", _("closed by our staff")


class OfferState(models.TextChoices):
    OPEN = "open", _("open")
    TAKEN = "taken", _("taken")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", _("lapsed")


class HeldBy(models.TextChoices):
    """How a browser came to hold somebody's requests."""

    PRESS = "press", _("the button behind a mailed link")
    CODE = "code", _("a mailed code")
    SIGN_IN = "sign_in", _("signing in")
    PAPER = "paper", _("a code on paper")


class LinkPurpose(models.TextChoices):
    CONFIRM = "confirm", _("send a request")
    OPEN = "open", _("open one's requests")


class ClockKind(models.TextChoices):
    REMIND = "remind", _("one working day without an answer")
    DUE = "due", _("two working days without an answer")
    GIVE_UP = "give_up", _("two more without an answer")
    HALF_TIME = "half_time", _("offered times are half over")
    LAPSE = "lapse", _("offered times are over")
    TOMORROW = "tomorrow", _("the day before the visit")
    HOW_WAS_IT = "how_was_it", _("the day after the visit")
    SILENCE = "silence", _("two weeks after the visit")


class ZoneChoice(models.TextChoices):
    """What holds of a visit, when the clock of its place was put right."""

    WALL = "wall", _("the time on the clock stays")
    MOMENT = "moment", _("the moment stays")


class ReportState(models.TextChoices):
    OPEN = "open", _("open")
    UPHELD = "upheld", _("upheld")
    DISMISSED = "dismissed", _("dismissed")


class ReportReason(models.TextChoices):
    RUDE = "rude", _("rude or threatening")
    SPAM = "spam", _("not a real request")
    UNDER_18 = "under_18", _("may be under 18")
    UNSAFE = "unsafe", _("something unsafe")
    VISITED = "visited", _("we do not agree whether the visit took place")
    OTHER = "other", _("something else")
