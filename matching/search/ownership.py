"""Whose list it is: the browser's or the account's that made it. Both are columns of the intake; nobody else opens it.

Others read a copy under an address of its own: `Intake.share_token`.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest

from caarisma.accounts.browser import known_browser, remember_browser
from caarisma.accounts.models import User
from matching.search.models import Intake
from matching.search.models.intake import IntakeQuerySet


@dataclass(frozen=True, slots=True)
class Owner:
    """Who asks. A browser stays one when somebody signs in, so that what it made can be taken along. What an account
    makes is the account's alone: the browser may be one that others use too."""

    account: User | None = None
    browser: str = ""  # see caarisma.accounts.browser

    def owns(self, intake: Intake) -> bool:
        """An account's list is the account's in every browser, and a browser's whoever is signed in there."""
        by_account = self.account is not None and intake.owner_id == self.account.pk
        return by_account or (self.browser != "" and self.browser in intake.browsers)


def who_asks(request: HttpRequest) -> Owner:
    return Owner(request.user if request.user.is_authenticated else None, known_browser(request.session))


def who_makes(request: HttpRequest) -> Owner:
    """The same, and a browser that nobody is signed in at gets a name to own things by."""
    if not request.user.is_authenticated:
        remember_browser(request.session)
    return who_asks(request)


def is_owner(request: HttpRequest, intake: Intake) -> bool:
    return who_asks(request).owns(intake)


def lists_of(owner: Owner) -> IntakeQuerySet:
    """All that this one may open, the newest first. Whether they are past their day is for the caller."""
    theirs = Q(pk__in=[])
    if owner.account is not None:
        theirs |= Q(owner=owner.account)
    if owner.browser:
        theirs |= Q(browsers__contains=[owner.browser])
    return Intake.objects.filter(theirs)
