"""What a board says of the licenses we hold, written provider by provider, the worst first: hidden at once, told once.

Nothing waits for a signature that takes somebody off the lists. A better word brings nobody back: people do.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_noop

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.models import License
from providers.listing.gate import listed_of_providers
from providers.rosters.enums import ORDER, BoardStatus, Reach
from providers.rosters.models import LicenseLook, RosterRun
from providers.rosters.rules.maps import RosterMap
from providers.rosters.services.looking import (
    BoardWord,
    calls_for_alert,
    look_of,
    open_license_alert,
    statuses_before,
)
from providers.rosters.services.reading import Reading
from providers.screening.enums import CheckKind, EventKind
from providers.screening.models import CaseEvent
from providers.vetting.cases.alerts import open_alert
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.locks import lock_provider, lock_providers
from providers.vetting.notices.provider_mails import tell_hidden

CHUNK: Final = 500
WORDS: Final = gettext_noop("The board says something worse of a license than before. See the license alerts.")
Said = tuple[License, BoardWord, BoardStatus]


def write_looks(*, run: RosterRun, reading: Reading, about: RosterMap, now: datetime) -> Iterator[int]:
    """Yields how many licenses were looked at. Those who are to be hidden come first, each in a transaction of its own:
    the first of them does not wait for the last."""
    before = statuses_before(list(reading.ours))
    said = [(reading.ours[pk], word, before[pk]) for pk, word in _words(run, reading, about)]
    worse = [one for one in said if calls_for_alert(one[1].status, one[2])]
    for license, word, was in sorted(worse, key=lambda one: (-ORDER[one[1].status], one[0].provider_id)):
        run.alerts_opened += _write_worse(license, word, before=was, run=run, by=None, now=now)
        run.looked_at += 1
        yield run.looked_at
    rest = [one for one in said if not calls_for_alert(one[1].status, one[2])]
    rest.sort(key=lambda one: (one[0].provider_id, one[0].pk))
    for start in range(0, len(rest), CHUNK):
        chunk = rest[start : start + CHUNK]
        _write_rest(chunk, run=run, now=now)
        run.looked_at += len(chunk)
        yield run.looked_at
    run.not_found = sum(word.status == BoardStatus.UNKNOWN for _license, word, _was in said)
    run.save()


def _words(run: RosterRun, reading: Reading, about: RosterMap) -> Iterator[tuple[int, BoardWord]]:
    """Of a license that the file does not name nothing is known: some boards drop what ended, some never do. A file of
    actions alone names whom the board acted against, and says nothing of others."""
    for pk in reading.ours:
        row = reading.found.get(pk)
        if row is not None:
            yield (
                pk,
                BoardWord(
                    status=row.status,
                    word=row.word,
                    source=run.source,
                    list_date=run.list_date,
                    expires_on=row.expires_on,
                ),
            )
        elif not about.only_actions:
            yield (
                pk,
                BoardWord(
                    status=BoardStatus.UNKNOWN, word="not in the file", source=run.source, list_date=run.list_date
                ),
            )


@transaction.atomic
def _write_worse(
    license: License, said: BoardWord, *, before: BoardStatus, run: RosterRun | None, by: User | None, now: datetime
) -> bool:
    """Hidden, told, and an alert at the desk. Whether the alert is new."""
    provider = lock_provider(license.provider_id)
    if not License.objects.filter(pk=license.pk).exists():
        return False  # taken away while the file was read
    hidden = listed_of_providers([provider.pk], now=now)
    look_of(license, said, before=before, run=run, by=by, now=now).save()
    alert = open_license_alert(license, said, now=now)
    if alert is None:
        return False
    CaseEvent.objects.create(
        provider=provider, kind=EventKind.BOARD_SAID, by=by, at=now, about=alert.status,
        reference=f"{license.state} {license.number}, {said.list_date}",
    )  # fmt: skip
    open_alert(provider=provider, words=WORDS, about=CheckKind.LICENSE, now=now)
    if alert.reach != Reach.NOWHERE:
        tell_hidden(hidden - listed_of_providers([provider.pk], now=now))
    return True


@transaction.atomic
def _write_rest(said: Iterable[Said], *, run: RosterRun, now: datetime) -> None:
    said = list(said)
    lock_providers([license.provider_id for license, _word, _was in said])  # the ledger writes to each, in this order
    held = set(License.objects.filter(pk__in=[license.pk for license, *_rest in said]).values_list("pk", flat=True))
    LicenseLook.objects.bulk_create(
        look_of(license, word, before=was, run=run, by=None, now=now)
        for license, word, was in said
        if license.pk in held
    )


@transaction.atomic
def look_by_hand(*, license_id: int, said: BoardWord, by: User, now: datetime) -> LicenseLook:
    """A member of staff at the board's own page, where the state has no file or the file says nothing."""
    license = License.objects.select_related("provider").get(pk=license_id)
    provider = lock_provider(license.provider_id)
    require_not_own(provider=provider, by=by)
    if said.status == BoardStatus.UNKNOWN:
        raise UserFacingError("A look that says nothing is none. Leave it on the list, and look again.")
    before = statuses_before([license.pk])[license.pk]
    if calls_for_alert(said.status, before):
        _write_worse(license, said, before=before, run=None, by=by, now=now)
    else:
        look_of(license, said, before=before, run=None, by=by, now=now).save()
    return LicenseLook.objects.filter(license=license, by=by).latest("pk")
