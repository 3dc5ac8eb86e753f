"""What can come between somebody of the desk and a decision."""

from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError


class MovedMeanwhile(UserFacingError):
    """It changed since the page was shown."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Somebody was quicker. Here is how it stands now."))


class TicksFirst(UserFacingError):
    """Nothing is decided before the rules were ticked, and nothing against what was ticked."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Tick the rules first, and decide by what you ticked."))
