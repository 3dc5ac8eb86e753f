"""Whose things these are: of the account that is signed in, and of the browser, which needs none."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from caarisma.accounts.models import User
from matching.requests.holders import holder_of
from matching.search.models.intake import IntakeQuerySet
from matching.search.ownership import Owner, lists_of, who_asks
from matching.watches.models import WatchQuerySet
from matching.watches.steps import watches_of
from providers.calls.callers import caller_of


@dataclass(frozen=True, slots=True)
class Whose:
    """`shows_words`: whether what was written and shared may be shown; the account has just given its password again.
    Everybody whom this browser holds has to have proved lately that it is theirs: also beside an account, which anybody
    can make on a phone that they found."""

    owner: Owner
    askers: frozenset[int]
    caller: str
    shows_words: bool

    @property
    def account(self) -> User | None:
        return self.owner.account

    @property
    def drafts(self) -> str:
        """The hash by which requests know this browser, "" for none: the one that its lists know it by."""
        return self.owner.browser

    def lists(self) -> IntakeQuerySet:
        return lists_of(self.owner)

    def watches(self) -> WatchQuerySet:
        account = self.account.pk if self.account else None
        return watches_of(account_id=account, asker_ids=self.askers, browser=self.owner.browser)


def whose(request: HttpRequest, *, now: datetime) -> Whose:
    holder = holder_of(request.session, request.user, now=now)
    return Whose(
        owner=who_asks(request),
        askers=holder.askers,
        caller=caller_of(request),
        shows_words=(request.user.is_authenticated or bool(holder)) and holder.askers <= holder.fresh,
    )
