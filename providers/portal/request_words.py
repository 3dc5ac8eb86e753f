"""Headings and lines of a request as its clinic reads them, and sentences to begin a message with."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.consultations.enums import CloseReason, RequestState, Side
from matching.consultations.selectors import ClinicRequest, MoveLine
from matching.requests.thread_words import reason_words

S = RequestState

# Code -> (name in the list, what goes into the box).
TEMPLATES: Final = {
    "call": (gettext_lazy("Ask for a call"), gettext_lazy("Please call us. Our phone number is on our page.")),
    "when": (gettext_lazy("Ask when they can come"), gettext_lazy("Which days and hours are good for you?")),
    "first": (
        gettext_lazy("What the first visit is"),
        gettext_lazy("At the first visit we talk, look at your skin and answer your questions. You decide after that."),
    ),
    "bring": (
        gettext_lazy("What to bring"),
        gettext_lazy("Please bring a photo ID and a list of what you would like to ask us."),
    ),
    "find": (
        gettext_lazy("How to find us"),
        gettext_lazy("Our address is on our page. Please come ten minutes early."),
    ),
}


def heading_of(request: ClinicRequest, *, late: bool, has_begun: bool) -> str:
    """The state, as what the clinic can do or know."""
    if request.withdrawn:
        return _("This person has withdrawn")
    if late:
        return _("Your answer is late")
    if request.state == S.AGREED:
        return _("Did the visit take place?") if has_begun else _("The visit is agreed")
    if request.state == S.TIMES_OFFERED:
        count = len(request.offers)
        return ngettext("You offered a time", "You offered %(count)s times", count) % {"count": count}
    return {
        S.SENT: _("A request waits for you"),
        S.SEEN: _("A request waits for you"),
        S.UNANSWERED: _("Your answer is late"),
        S.DECLINED: _("You said no"),
        S.CANCELLED: _("This request is cancelled"),
        S.VISITED: _("The visit took place"),
        S.MISSED: _("The visit did not take place"),
        S.CLOSED: _("This request is closed"),
    }[RequestState(request.state)]


def state_words(state: str, *, has_begun: bool = False) -> str:
    """Of a line of the inbox."""
    if state == S.AGREED and has_begun:
        return str(_("Did they come?"))
    return {
        S.SENT: _("New"),
        S.SEEN: _("Read, not answered"),
        S.TIMES_OFFERED: _("Times offered"),
        S.AGREED: _("Agreed"),
        S.VISITED: _("Visited"),
        S.MISSED: _("Did not come"),
        S.DECLINED: _("You said no"),
        S.CANCELLED: _("Cancelled"),
        S.UNANSWERED: _("Late"),
        S.CLOSED: _("Closed"),
    }[RequestState(state)]


def event_words(move: MoveLine, came_from: str) -> str:
    """A line of the history. `came_from`: the state before it."""
    by_us, reason = move.by == Side.CLINIC, reason_words(move.reason)
    if move.to == S.AGREED:
        if came_from == S.AGREED:
            return _("The visit was moved")
        return _("You booked a time that they named") if by_us else _("They agreed to a time")
    if move.to == S.CANCELLED:
        if move.by == Side.SITE:
            return _("Our staff cancelled the visit")
        return _("You cancelled: %(reason)s") % {"reason": reason} if by_us else _("They cancelled")
    if move.to == S.SEEN:
        return _("You read it") if by_us else _("They asked for other times")
    if move.to == S.VISITED:
        return _("You said that they came") if by_us else _("They said that they came")
    if move.to == S.CLOSED:
        return closed_words(move.reason)
    return {
        S.SENT: _("They sent the request"),
        S.TIMES_OFFERED: _("You offered times"),
        S.UNANSWERED: _("No answer in two working days"),
        S.DECLINED: _("You said no: %(reason)s") % {"reason": reason},
        S.MISSED: _("You said that they did not come"),
    }[RequestState(move.to)]


def closed_words(reason: str) -> str:
    return {
        CloseReason.LAPSED: _("They did not choose a time, so we closed it"),
        CloseReason.NO_ANSWER: _("You did not answer, so we closed it"),
        CloseReason.SILENT: _("Nobody told us how it went, so we closed it"),
        CloseReason.NOT_LISTED: _("Patients cannot see you now, so we closed it"),
        CloseReason.DESK: _("Our staff closed it"),
    }.get(CloseReason(reason) if reason in CloseReason.values else CloseReason.ERASED, _("They withdrew it"))
