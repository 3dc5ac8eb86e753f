"""Which watches a visitor may see and change. To everybody else they are not there."""

from datetime import datetime

from django.http import HttpRequest

from caarisma.accounts.browser import known_browser
from caarisma.accounts.models import User
from matching.requests.holders import browser_of, holder_of
from matching.watches.models import WatchQuerySet
from matching.watches.services.asking import WhoWatches, confirmed_account
from matching.watches.steps import watches_of


def own_watches(request: HttpRequest, *, now: datetime) -> WatchQuerySet:
    holder = holder_of(request.session, request.user, now=now)
    return watches_of(
        account_id=request.user.pk if request.user.is_authenticated else None,
        asker_ids=holder.askers,
        browser=known_browser(request.session),
    )


def account_of(request: HttpRequest) -> User | None:
    """Whose confirmed address we write to without asking for it again."""
    return confirmed_account(request.user) if request.user.is_authenticated else None


def watcher_of(request: HttpRequest, *, email: str, language: str, now: datetime) -> WhoWatches:
    return WhoWatches(
        account=account_of(request),
        askers=holder_of(request.session, request.user, now=now).fresh,
        browser=browser_of(request.session),
        email=email,
        language=language,
    )
