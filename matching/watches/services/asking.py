"""Asking for a watch: at once for whose address is proved, else after a press on a mailed link."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from caarisma.accounts.models import User
from caarisma.common.limits import count_beyond
from matching.consultations.models import Asker
from matching.consultations.secrets import address_key, address_keys
from matching.consultations.steps.limiting import DRAFTS_AN_HOUR, HOUR, may_mail
from matching.search.models import Intake
from matching.search.services.ranking import MATCHES_STORED
from matching.search.services.searching import find
from matching.watches import mails
from matching.watches.answers import Columns, columns_of_place, columns_of_search, requirements_of_watch
from matching.watches.enums import CONFIRM_LASTS, LASTS, HowOften, WatchKind, WatchState
from matching.watches.errors import TooManyWatches
from matching.watches.models import Watch
from matching.watches.steps import know, set_live
from providers.directory.models import PracticeLocation

MOST_KNOWN = 1000  # providers of a list that is longer than what is stored of it


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoWatches:
    """Who asks. `account`: only with an address that was confirmed. `askers`: whom this browser has proved to be
    lately. `email`: as typed; of no account."""

    account: User | None = None
    askers: Collection[int] = ()
    browser: str = ""
    email: str = ""
    language: str = "en"


def confirmed_account(user: User) -> User | None:
    """The account, if its own address is confirmed: then no second press is asked for."""
    return user if EmailAddress.objects.filter(user=user, verified=True, email__iexact=user.email).exists() else None


@transaction.atomic
def watch_search(*, intake: Intake, how_often: HowOften, by: WhoWatches, now: datetime) -> Watch:
    """Tell this person of who fits from now on. Who is on the list is known. TooManyWatches.

    What was asked before by the same person is one watch: it is on for 90 days from now.
    """
    watch = _asked(WatchKind.SEARCH, columns_of_search(intake), how_often, by, now)
    know(watch, _on_the_list(intake, watch, now), now=now)
    return watch


@transaction.atomic
def watch_place(*, place: PracticeLocation, how_often: HowOften, by: WhoWatches, now: datetime) -> Watch:
    """Tell this person once when this clinic can be asked. TooManyWatches."""
    return _asked(WatchKind.PLACE, columns_of_place(place), how_often, by, now)


def _asked(kind: WatchKind, columns: Columns, how_often: HowOften, by: WhoWatches, now: datetime) -> Watch:
    answers = {"answers_hash": columns["answers_hash"]}
    fields = {**columns, "kind": kind, "how_often": how_often, "language": by.language, "asked_at": now}
    owner = _owner(by)
    if not owner:
        return _waiting(answers, fields, by, now)
    live = {"state": WatchState.LIVE, "confirmed_at": now, "ends_at": now + LASTS}
    watch, made = Watch.objects.select_for_update(of=("self",)).get_or_create(
        **owner, **answers, defaults={**fields, **live}
    )
    if not made:
        set_live(watch, now=now, how_often=how_often)
    return watch


def _owner(by: WhoWatches) -> dict[str, object]:
    """{} when nothing proves the address yet."""
    if by.account is not None:
        return {"user": by.account}
    proved = Asker.objects.filter(pk__in=by.askers, email_key__in=address_keys(by.email))
    asker = proved.first() if by.email else None
    return {"asker": asker} if asker else {}


def _waiting(answers: dict[str, str], fields: Columns, by: WhoWatches, now: datetime) -> Watch:
    """After three mails a day to an address nothing is sent, and nobody is told so."""
    if count_beyond(f"watch:ask:{by.browser[:40]}", most=DRAFTS_AN_HOUR, within=HOUR, now=now):
        raise TooManyWatches
    ends = {"ends_at": now + CONFIRM_LASTS, "how_often": fields["how_often"], "language": by.language, "asked_at": now}
    watch, made = Watch.objects.get_or_create(
        state=WatchState.WAITING,
        email_key=address_key(by.email),
        browser=by.browser,
        **answers,
        defaults={**fields, "email": by.email.strip(), **ends},
    )
    if not made:
        Watch.objects.filter(pk=watch.pk).update(**ends)
        watch.refresh_from_db()
    if may_mail(address_key(by.email), now=now):
        mails.send_confirm(watch, now=now)
    return watch


def _on_the_list(intake: Intake, watch: Watch, now: datetime) -> list[int]:
    """All that a short list shows. Of a longer one than is stored, all who fit now."""
    if intake.job.matched_count <= MATCHES_STORED:
        return list(intake.matches.values_list("provider_id", flat=True))
    found = find(requirements_of_watch(watch, on=now), limit=MOST_KNOWN, now=now)
    return [match.candidate.provider_id for match in found.matches]


@transaction.atomic
def send_confirm_again(*, watch: Watch, now: datetime) -> None:
    """The mail with the button once more, while it waits for the press."""
    if watch.state == WatchState.WAITING and may_mail(watch.email_key, now=now):
        mails.send_confirm(watch, now=now)
