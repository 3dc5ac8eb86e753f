"""What can come between a person and their wish, each with words for them. Services raise these; pages show them."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError


class Stale(UserFacingError):
    """It changed since the page was shown. Show it as it is now, and keep what was typed."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Somebody was quicker. Here is how it stands now."))


class RequestGone(UserFacingError):
    """No such request for whoever asks: never there, not theirs, or withdrawn."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("This request is not here any more."))


class TakesNoRequests(UserFacingError):
    """The gate says no, or too much waits there already. The text is kept, and there are others to ask."""

    status = 409

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message or _("This clinic takes no requests now. Your text is kept. You can ask another clinic.")
        )


class FullUntil(TakesNoRequests):
    def __init__(self, day: date) -> None:
        words = {"day": date_format(day, "WEEKDAY_FORMAT")}
        super().__init__(_("This clinic is full until %(day)s. Your text is kept.") % words)
        self.day = day


class NotAnswering(TakesNoRequests):
    """Paused as published, until somebody there says that they are back."""

    def __init__(self) -> None:
        super().__init__(
            _("This clinic does not answer now, so it gets no requests. Your text is kept. You can ask another clinic.")
        )


class DeskDecides(UserFacingError):
    """To a clinic that said "We are here" three times, and did not answer again."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("You told us three times in 30 days that you are here. Now a person of ours decides."))


class BlockedByClinic(TakesNoRequests):
    """Without the cause."""

    def __init__(self) -> None:
        super().__init__(_("This clinic takes no requests from you now. You can ask another clinic."))


class HiddenClinic(UserFacingError):
    """To the clinic itself."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Patients cannot see you for now. You can answer again when that has ended."))


class AlreadyAsked(UserFacingError):
    """`reference`: of the request that is open."""

    status = 409

    def __init__(self, reference: str) -> None:
        super().__init__(_("You have asked this clinic already. Your request is still open."))
        self.reference = reference


class FiveOpen(UserFacingError):
    status = 409

    def __init__(self) -> None:
        super().__init__(_("You have five open requests. Cancel one of them to ask this clinic."))


class TooMuch(UserFacingError):
    status = 429

    def __init__(self) -> None:
        super().__init__(_("That was a lot in a short time. Your text is kept. Please wait an hour and try again."))


class TimeTaken(UserFacingError):
    status = 409

    def __init__(self) -> None:
        super().__init__(_("That time has just gone. Please choose another one."))


class OfferGone(UserFacingError):
    status = 409

    def __init__(self) -> None:
        super().__init__(_("The clinic took this time back. Here is how it stands now."))


class TimeRefused(UserFacingError):
    """A time that cannot be: past, too far off, twice that night or not at all."""


class VisitIsNear(UserFacingError):
    """Less than an hour before the start, only a call helps."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("This time is less than an hour away. Please call the clinic."))


class LinkOver(UserFacingError):
    """The link was used, or its time has passed. `link_id`: for "Send a new one"."""

    status = 410

    def __init__(self, link_id: int | None = None) -> None:
        super().__init__(_("This link was used or is too old. We can send you a new one."))
        self.link_id = link_id


class WrongCode(UserFacingError):
    def __init__(self) -> None:
        super().__init__(_("This code does not fit. Please look at the mail once more."))


class DraftGone(UserFacingError):
    status = 410

    def __init__(self) -> None:
        super().__init__(_("We kept your text for three days. It is gone now. Please write it once more."))


class TextRefused(UserFacingError):
    """Too long, or with characters that no keyboard writes."""
