"""What can come between a person and their wish, each with words for them."""

from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError


class ReviewGone(UserFacingError):
    """Not there, or not theirs."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("This review is not here any more."))


class NotOpenYet(UserFacingError):
    status = 409

    def __init__(self) -> None:
        super().__init__(_("You cannot write about this visit yet, or no longer."))


class EditOver(UserFacingError):
    status = 409

    def __init__(self) -> None:
        super().__init__(_("The days in which you could change it are over. You can still take it back."))


class SecondPerson(UserFacingError):
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Somebody else has to decide this: you decided before."))


class ReplySent(UserFacingError):
    status = 409

    def __init__(self) -> None:
        super().__init__(_("You answered this review already. One answer is all there is."))
