"""Headings and lines of the patient's page of a request."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.consultations.enums import CancelReason, CloseReason, DeclineReason, RequestState, Side
from matching.consultations.models import Visit
from matching.consultations.selectors import MoveLine, PatientRequest

S = RequestState


def heading_of(request: PatientRequest, *, has_begun: bool) -> str:
    """The state, as what the person can do or know."""
    if request.state == S.TIMES_OFFERED:
        count = len(request.offers)
        return ngettext("Look at the time they offer", "Choose one of %(count)s times", count) % {"count": count}
    if request.state == S.CANCELLED:
        by = request.history[-1].by
        return _("You cancelled") if by == Side.PATIENT else _("The visit is cancelled")
    if request.state == S.AGREED and has_begun:
        return _("Did you go?")
    return {
        S.SENT: _("Your request is sent"),
        S.SEEN: _("The clinic has read your request"),
        S.AGREED: _("Your visit is agreed"),
        S.UNANSWERED: _("The clinic has not answered yet"),
        S.DECLINED: _("The clinic cannot see you for this"),
        S.VISITED: _("You went"),
        S.MISSED: _("Did you go?"),
        S.CLOSED: _("This request is closed"),
    }[RequestState(request.state)]


def event_words(move: MoveLine, came_from: str, visit: Visit | None) -> str:
    """A line of the history. `came_from`: the state before it."""
    if move.to == S.AGREED and came_from == S.AGREED:
        return _("The visit was moved")
    if move.to == S.SEEN and move.by == Side.PATIENT:
        return _("You asked for other times")
    if move.to == S.CANCELLED:
        return _cancelled(move)
    if move.to == S.CLOSED:
        return closed_words(move.reason)
    if move.to == S.DECLINED:
        return _("The clinic said no: %(reason)s") % {"reason": reason_words(move.reason)}
    if move.to == S.AGREED:
        return _("You agreed to a time") if move.by == Side.PATIENT else _("The clinic booked a time that you named")
    if move.to == S.VISITED:
        return _("You said that you went") if move.by == Side.PATIENT else _("The clinic said that you went")
    return {
        S.SENT: _("You sent your request"),
        S.SEEN: _("The clinic read it"),
        S.TIMES_OFFERED: _("The clinic offered times"),
        S.UNANSWERED: _("No answer in two working days"),
        S.MISSED: _("The clinic said that you did not come"),
    }[RequestState(move.to)]


def reason_words(reason: str) -> str:
    """Of a no or of a cancelled visit; "" without one."""
    for reasons in (DeclineReason, CancelReason):
        if reason in reasons.values:
            return str(reasons(reason).label)
    return ""


def closed_words(reason: str) -> str:
    return {
        CloseReason.LAPSED: _("You did not choose a time, so we closed it"),
        CloseReason.NO_ANSWER: _("The clinic did not answer, so we closed it"),
        CloseReason.SILENT: _("Nobody told us how it went, so we closed it"),
        CloseReason.NOT_LISTED: _("The clinic takes no requests now, so we closed it"),
        CloseReason.DESK: _("Our staff closed it"),
    }.get(CloseReason(reason) if reason in CloseReason.values else CloseReason.DESK, _("It was withdrawn"))


def _cancelled(move: MoveLine) -> str:
    if move.by == Side.PATIENT:
        return _("You cancelled")
    if move.by == Side.SITE:
        return _("Our staff cancelled the visit")
    return _("The clinic cancelled: %(reason)s") % {"reason": reason_words(move.reason)}
