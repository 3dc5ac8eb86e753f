"""What can come between a person of the desk and their wish, in words for them."""

from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError


class AlertEnded(UserFacingError):
    status = 409

    def __init__(self) -> None:
        super().__init__(_("This alert was ended already."))


class AlertNotYours(UserFacingError):
    """Somebody else has it, or nobody: take it first."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Take this alert first."))


class AlertTaken(UserFacingError):
    """Somebody was faster than who asks for it."""

    status = 409

    def __init__(self, owner: User | None) -> None:
        super().__init__(_("Meanwhile this alert went to %s. Look again.") % (owner or "-"))


class NotProposed(UserFacingError):
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Nobody has proposed a decision. The first person writes one."))


class ProposedAlready(UserFacingError):
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Somebody has proposed a decision already. A second person decides."))


class SamePerson(UserFacingError):
    def __init__(self) -> None:
        super().__init__(_("You proposed this. Another person has to decide."))
