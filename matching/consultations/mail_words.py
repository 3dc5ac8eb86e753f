"""What each mail says. Subjects and sentences hold nothing of a treatment, a clinic, a person or a text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from matching.consultations.models import OfferedTime, Request, Visit

DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWords:
    """`life`: of no use later; `until_start`: nor after the visit began."""

    subject: str
    sentences: Sequence[str]
    rows: Sequence[tuple[str, str]] = ()
    when: Visit | OfferedTime | None = None
    life: timedelta = 2 * DAY
    until_start: bool = False
    button: str = ""

    def life_until(self, request: Request, *, now: datetime) -> timedelta:
        if self.until_start and self.when is not None and self.when.starts > now:
            return self.when.starts - now
        return self.life


# --- To the patient -------------------------------------------------------------------------------------------------
def sent(request: Request) -> MailWords:
    return MailWords(
        subject=_("We sent your request"),
        sentences=[_("Your request is with the clinic. This is not a booking yet.")],
        rows=[(_("Answer by"), _day(request, request.due_at))],
    )


def times(_request: Request) -> MailWords:
    return MailWords(
        subject=_("You have new times to choose from"),
        sentences=[_("The clinic offers you times. Please choose one, or say that none fits.")],
        life=3 * DAY,
    )


def agreed(request: Request) -> MailWords:
    return MailWords(
        subject=_("Your visit on %(day)s") % {"day": _short(request.visit)},
        sentences=[_("You and the clinic agreed on a time.")],
        when=request.visit,
        until_start=True,
    )


def moved(request: Request) -> MailWords:
    return MailWords(
        subject=_("Your visit is now on %(day)s") % {"day": _short(request.visit)},
        sentences=[_("Your visit has a new time."), _("Please delete the old entry in your calendar.")],
        when=request.visit,
        until_start=True,
    )


def move_wished(_request: Request) -> MailWords:
    return MailWords(
        subject=_("The clinic asks for another time"),
        sentences=[_("Your visit stays as it is until you say yes.")],
        life=3 * DAY,
    )


def tomorrow(request: Request) -> MailWords:
    return MailWords(
        subject=_("Your visit tomorrow"),
        sentences=[_("You can still move or cancel it on your page.")],
        when=request.visit,
        until_start=True,
    )


def cancelled(_request: Request) -> MailWords:
    return MailWords(
        subject=_("Please read: your visit"),
        sentences=[_("Something changed. Open your page to see the next step.")],
        life=7 * DAY,
    )


def declined(_request: Request) -> MailWords:
    return MailWords(
        subject=_("About your request"),
        sentences=[_("There is an answer. Open your page to see the next step.")],
        life=7 * DAY,
    )


def closed(_request: Request) -> MailWords:
    return MailWords(
        subject=_("About your request"),
        sentences=[_("Your request is closed. Open your page to see the next step.")],
        life=7 * DAY,
    )


def receipt(_request: Request) -> MailWords:
    return MailWords(
        subject=_("You cancelled"),
        sentences=[_("We told the clinic."), _("If it is in your calendar, please delete it there.")],
    )


def late(_request: Request) -> MailWords:
    return MailWords(
        subject=_("No answer yet"),
        sentences=[_("The clinic has not answered yet. You can wait, ask the next one, or call.")],
    )


def half_time(_request: Request) -> MailWords:
    return MailWords(
        subject=_("Please choose a time"),
        sentences=[_("The times that you were offered wait for you. They end soon.")],
    )


def message(_request: Request) -> MailWords:
    return MailWords(subject=_("You have a message"), sentences=[_("Open your page to read it.")])


def important(request: Request) -> MailWords:
    return MailWords(
        subject=_("Important: please read before your visit"),
        sentences=[_("There is something that you should know. Open your page to read it.")],
        when=_visit(request),
        until_start=True,
    )


def how_was_it(_request: Request) -> MailWords:
    return MailWords(
        subject=_("Did you go?"),
        sentences=[_("Please tell us with one tap whether your visit took place.")],
        life=14 * DAY,
    )


PATIENT: Final[Mapping[str, Callable[[Request], MailWords]]] = {
    "sent": sent,
    "times": times,
    "agreed": agreed,
    "moved": moved,
    "move_wished": move_wished,
    "tomorrow": tomorrow,
    "cancelled": cancelled,
    "declined": declined,
    "closed": closed,
    "receipt": receipt,
    "late": late,
    "half_time": half_time,
    "message": message,
    "important": important,
    "how_was_it": how_was_it,
}


# --- To the clinic ----------------------------------------------------------------------------------------------------
def clinic_new(request: Request) -> MailWords:
    return MailWords(
        subject=_("A request waits for your answer"),
        sentences=[_("Somebody asks for a visit. Sign in to read it.")],
        rows=[(_("Answer by"), _day(request, request.due_at))],
    )


def clinic_message(_request: Request) -> MailWords:
    return MailWords(subject=_("You have a message"), sentences=[_("Sign in to read it.")])


def clinic_none_fit(request: Request) -> MailWords:
    return MailWords(
        subject=_("None of your times fits"),
        sentences=[_("Somebody asks for other times. Sign in to offer some.")],
        rows=[(_("Answer by"), _day(request, request.due_at))],
    )


def clinic_agreed(request: Request) -> MailWords:
    return MailWords(
        subject=_("A visit on %(day)s") % {"day": _short(request.visit)},
        sentences=[_("A time is agreed.")],
        when=request.visit,
    )


def clinic_moved(request: Request) -> MailWords:
    return MailWords(
        subject=_("A visit was moved to %(day)s") % {"day": _short(request.visit)},
        sentences=[_("A visit has a new time.")],
        when=request.visit,
    )


def clinic_move_wished(_request: Request) -> MailWords:
    return MailWords(
        subject=_("Somebody asks for another time"),
        sentences=[_("The visit stays as it is until you say yes.")],
    )


def clinic_cancelled(_request: Request) -> MailWords:
    return MailWords(subject=_("A request was cancelled"), sentences=[_("You need not do anything.")])


def clinic_closed(_request: Request) -> MailWords:
    return MailWords(subject=_("A request is closed"), sentences=[_("You need not do anything.")])


def clinic_remind(request: Request) -> MailWords:
    return MailWords(
        subject=_("Please answer by %(day)s") % {"day": _day(request, request.due_at)},
        sentences=[_("Somebody waits for your answer. A quick no is an answer too.")],
    )


def clinic_late(_request: Request) -> MailWords:
    return MailWords(
        subject=_("You are late with an answer"),
        sentences=[_("Somebody still waits. We told them that they may ask others.")],
    )


def clinic_erase(_request: Request) -> MailWords:
    return MailWords(
        subject=_("Please delete what this person shared"),
        sentences=[
            _("This person asked us to delete their data, and we did."),
            _("You read what they shared. Please delete your copies, unless the law has you keep them."),
        ],
        life=30 * DAY,
    )


CLINIC: Final[Mapping[str, Callable[[Request], MailWords]]] = {
    "new": clinic_new,
    "message": clinic_message,
    "none_fit": clinic_none_fit,
    "agreed": clinic_agreed,
    "moved": clinic_moved,
    "move_wished": clinic_move_wished,
    "cancelled": clinic_cancelled,
    "closed": clinic_closed,
    "remind": clinic_remind,
    "late": clinic_late,
    "erase": clinic_erase,
}


# --- To the clinic, of more than one request --------------------------------------------------------------------------
def nudged(until: datetime) -> MailWords:
    return MailWords(
        subject=_("Please answer who asked you"),
        sentences=[
            _("Too many requests had no answer: three in a row, or over half of the last ten."),
            _("Please answer what is open, or tell us that you are here. Else you get no new requests."),
        ],
        rows=[(_("Answer by"), date_format(until, "WEEKDAY_FORMAT"))],
    )


def paused(until: datetime) -> MailWords:
    return MailWords(
        subject=_("You get no new requests now"),
        sentences=[_("Too many requests had no answer. Your page says how they come again.")],
        rows=[(_("Since"), date_format(until, "WEEKDAY_FORMAT"))],
        life=14 * DAY,
    )


def other_clock() -> MailWords:
    return MailWords(
        subject=_("Please look at your visits"),
        sentences=[_("Your place is in another time zone now. Please tell us for each visit which time holds.")],
        life=7 * DAY,
    )


# --- To whoever has nothing yet ---------------------------------------------------------------------------------------
def confirm() -> MailWords:
    return MailWords(
        subject=_("Please confirm your request"),
        sentences=[_("Press the button and we will send your request. Or type the code on the page where you began.")],
        button=_("See it and send it"),
    )


def your_link() -> MailWords:
    return MailWords(
        subject=_("Your link"),
        sentences=[_("This link opens your requests, once. Or type the code on the page where you asked for it.")],
        button=_("Open my requests"),
    )


def new_device() -> MailWords:
    return MailWords(
        subject=_("Your page was opened on a new device"),
        sentences=[_("If that was you, do nothing. If not, open your page and end all other devices.")],
    )


# --- Labels ---------------------------------------------------------------------------------------------------------
def reference() -> str:
    return _("Reference")


def when() -> str:
    return _("When")


def code() -> str:
    return _("Code, good for 10 minutes")


def open_it() -> str:
    return _("Open my page")


def sign_in() -> str:
    return _("Sign in to read")


def if_not_you() -> str:
    return _("If you did not ask for this, do nothing. Nothing was sent to anybody.")


def _day(request: Request, at: datetime | None) -> str:
    return date_format(at.astimezone(ZoneInfo(request.place.time_zone)), "WEEKDAY_FORMAT") if at else ""


def _short(visit: Visit) -> str:
    return date_format(visit.day, "WEEKDAY_FORMAT")


def _visit(request: Request) -> Visit | None:
    return getattr(request, "visit", None)
