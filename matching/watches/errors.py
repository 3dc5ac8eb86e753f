"""What can come between a person and their watch, each with words for them."""

from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError


class TooManyWatches(UserFacingError):
    """Over what one browser or network may ask for."""

    status = 429

    def __init__(self) -> None:
        super().__init__(_("That is a lot of alerts at once. Please try again in an hour."))


class WatchGone(UserFacingError):
    """No such watch for whoever asks: never there, not theirs, or deleted."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("This alert is not here any more."))


class WatchLinkOver(UserFacingError):
    """A mailed link that was used elsewhere, or is too old."""

    status = 410

    def __init__(self) -> None:
        super().__init__(_("This link is over. We can send a new one."))
