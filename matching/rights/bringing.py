"""What a browser has comes into an account when its person presses, and in which language we write to them."""

from datetime import datetime

from django.db import transaction

from caarisma.accounts.models import User
from matching.consultations.models import Asker
from matching.consultations.people.merging import askers_to_take, take_into_account
from matching.lists.services.owning import adopt_lists
from matching.rights.whose import Whose
from matching.search.ownership import Owner, lists_of


def lists_to_bring(whose: Whose, *, now: datetime) -> int:
    if whose.account is None or not whose.owner.browser:
        return 0
    return lists_of(Owner(browser=whose.owner.browser)).filter(owner=None).alive(on=now).count()


def requests_to_bring(whose: Whose) -> int:
    """Of how many requests the browser knows, and the account does not."""
    return 0 if whose.account is None else sum(each.requests.count() for each in askers_to_take(whose.askers))


@transaction.atomic
def bring_along(*, whose: Whose, account: User, now: datetime) -> tuple[int, int]:
    """Set once: a second press, or another window's, brings nothing more. Returns how many lists and addresses."""
    lists = adopt_lists(browser=whose.owner.browser, account=account, by=account, now=now) if whose.owner.browser else 0
    return lists, take_into_account(asker_ids=whose.askers, user=account, now=now)


@transaction.atomic
def choose_language(*, account: User, language: str, now: datetime) -> None:
    """Of mails from now on, those about visits too."""
    User.objects.filter(pk=account.pk).update(language=language)
    Asker.objects.filter(user=account).update(language=language, updated_at=now)
