"""`python -m benchmarks.threads N`: what `make threads N=10000` runs. Six processes at N threads of two actors each.

They send, read, offer, agree, move, decline, cancel and let time ring, at random and at the same few requests, so that
most of what they try comes too late or is not allowed. Then SQL that shares nothing with the services counts what must
be nought: moves that were promised and are not stored, stored twice, not in the table, or visits that overlap.
"""

import os
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from typing import Any
from uuid import UUID, uuid4

PROCESSES = 6
BESIDE = 30  # requests that all of them work at
CLINICS = 40
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)

NOUGHT = {
    "illegal moves": "SELECT count(*) FROM consultations_move m WHERE NOT EXISTS (SELECT 1 FROM "
    "consultations_allowedmove a WHERE (a.from_state, a.to_state, a.by) = (m.from_state, m.to_state, m.by))",
    "broken chains": "SELECT count(*) FROM consultations_move m LEFT JOIN consultations_move p "
    "ON p.request_id = m.request_id AND p.n = m.n - 1 WHERE m.n > 1 AND p.to_state IS DISTINCT FROM m.from_state",
    "requests that say other than their last move": "SELECT count(*) FROM consultations_request r JOIN LATERAL "
    "(SELECT n, to_state FROM consultations_move WHERE request_id = r.id ORDER BY n DESC LIMIT 1) l ON true "
    "WHERE (r.n, r.state) <> (l.n, l.to_state)",
    "overlapping visits": "SELECT count(*) FROM consultations_visit a JOIN consultations_visit b "
    "ON a.provider_id = b.provider_id AND a.id < b.id AND a.booked AND b.booked "
    "AND a.starts < b.ends AND b.starts < a.ends",
    "booked visits of requests that are not": "SELECT count(*) FROM consultations_visit v JOIN consultations_request r "
    "ON r.id = v.request_id WHERE v.booked AND r.state NOT IN ('agreed', 'visited', 'missed')",
    "agreed requests without a visit": "SELECT count(*) FROM consultations_request r WHERE r.state = 'agreed' AND NOT "
    "EXISTS (SELECT 1 FROM consultations_visit v WHERE v.request_id = r.id AND v.booked)",
    "doubled mails": "SELECT count(*) - count(DISTINCT key) FROM outbox_mail WHERE key IS NOT NULL",
    "weeks over their places": "SELECT count(*) FROM consultations_capacityweek WHERE taken > places",
}


def main(argv: list[str]) -> int:
    wanted = int(argv[0]) if argv and argv[0].isdigit() else 10_000
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    from benchmarks import database

    database.use("threads", anew=True)
    _set_up()
    print(f"{wanted:,} threads, {PROCESSES} processes ...", flush=True)
    start, shares = time.monotonic(), [wanted // PROCESSES + (part < wanted % PROCESSES) for part in range(PROCESSES)]
    with get_context("spawn").Pool(PROCESSES) as pool:
        parts = pool.starmap(work, [(share, seed) for seed, share in enumerate(shares)])
    seconds = time.monotonic() - start
    told: Counter[str] = Counter()
    promised: list[UUID] = []
    for counted, keys in parts:
        told += counted
        promised += keys
    return _report(told, promised, seconds)


def _set_up() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from caarisma.common.append_only import let_times_be_made_up
    from matching.consultations.steps.capacity import set_capacity
    from tests.factories.consultations import make_clinic

    call_command("migrate", verbosity=0)
    let_times_be_made_up()
    for number in range(CLINICS):
        set_capacity(place_id=make_clinic(now=NOW).pk, places=None if number % 2 else 500, until=None)
    connection.close()


def work(wanted: int, seed: int) -> tuple[Counter[str], list[UUID]]:
    """One process: sends its share, and between two of them tries eight things at whatever others are at."""
    import django

    django.setup()
    from caarisma.common.errors import UserFacingError
    from matching.consultations.models import Request

    dice, told, promised = random.Random(seed), Counter[str](), []
    sent = 0
    while sent < wanted:
        tries = [_send, *[dice.choice(TRIES) for _ in range(8)]]
        newest = list(Request.objects.order_by("-pk").values_list("pk", flat=True)[:BESIDE])
        for attempt in tries:
            key = uuid4()
            try:
                made = attempt(dice, newest, key)
            except UserFacingError as refusal:
                told[f"refused: {type(refusal).__name__}"] += 1
                continue
            told[attempt.__name__.strip("_")] += 1
            sent += attempt is _send
            if made:
                promised.append(key)
    return told, promised


def _send(dice: random.Random, _newest: list[int], key: UUID) -> bool:
    from matching.consultations.services.sending import send_request
    from providers.directory.models import PracticeLocation
    from tests.factories.consultations import make_asker, make_draft

    place = dice.choice(list(PracticeLocation.objects.select_related("provider")))
    asker = make_asker(now=NOW, email=f"{key.hex}@example.com")
    draft = make_draft(place, now=NOW, form_key=key, email=str(asker.email), book_for_me=True)
    send_request(draft_id=draft.pk, asker_id=asker.pk, form_key=key, now=NOW)
    return True


def _one(dice: random.Random, newest: list[int]) -> Any:
    from matching.consultations.errors import RequestGone
    from matching.consultations.models import Request

    found = Request.objects.select_related("provider__user").filter(pk=dice.choice(newest or [0])).first()
    if found is None:
        raise RequestGone
    return found


def _time(dice: random.Random) -> Any:
    from tests.factories.consultations import at_clinic

    return at_clinic(NOW, days=dice.randint(1, 4), hour=dice.randint(9, 16))


def _see(dice: random.Random, newest: list[int], _key: UUID) -> bool:
    from matching.consultations.services.answering import see_request

    request = _one(dice, newest)
    see_request(request_id=request.pk, by=request.provider.user, now=NOW)
    return False


def _offer(dice: random.Random, newest: list[int], key: UUID) -> bool:
    from matching.consultations.services.answering import offer_times

    request = _one(dice, newest)
    clinic = request.provider.user
    offer_times(request_id=request.pk, times=[_time(dice)], by=clinic, seen=request.n, form_key=key, now=NOW)
    return True


def _book(dice: random.Random, newest: list[int], key: UUID) -> bool:
    from matching.consultations.services.answering import book_named_time

    request = _one(dice, newest)
    clinic = request.provider.user
    book_named_time(request_id=request.pk, time_=_time(dice), by=clinic, seen=request.n, form_key=key, now=NOW)
    return True


def _agree(dice: random.Random, newest: list[int], key: UUID) -> bool:
    from matching.consultations.errors import OfferGone
    from matching.consultations.services.choosing import agree

    request = _one(dice, newest)
    offers = list(request.offers.filter(moves_visit=False))
    if not offers:
        raise OfferGone
    agree(request_id=request.pk, offer_id=dice.choice(offers).pk, by=[request.asker_id], form_key=key, now=NOW)
    return True


def _wish(dice: random.Random, newest: list[int], _key: UUID) -> bool:
    from matching.consultations.enums import Side
    from matching.consultations.services.moving import wish_to_move

    request = _one(dice, newest)
    by = [request.asker_id]
    wish_to_move(request_id=request.pk, times=[_time(dice)], side=Side.PATIENT, by=by, seen=request.n, now=NOW)
    return False


def _accept(dice: random.Random, newest: list[int], key: UUID) -> bool:
    from matching.consultations.enums import Side
    from matching.consultations.errors import OfferGone
    from matching.consultations.services.moving import accept_move

    request = _one(dice, newest)
    wished = request.offers.filter(moves_visit=True).last()
    if wished is None:
        raise OfferGone
    by = [request.provider.user_id]
    accept_move(request_id=request.pk, offer_id=wished.pk, side=Side.CLINIC, by=by, form_key=key, now=NOW)
    return True


def _decline(dice: random.Random, newest: list[int], key: UUID) -> bool:
    from matching.consultations.enums import DeclineReason
    from matching.consultations.services.answering import decline_request

    request = _one(dice, newest)
    reason, clinic = DeclineReason.NO_TIME, request.provider.user
    decline_request(request_id=request.pk, reason=reason, by=clinic, seen=request.n, form_key=key, now=NOW)
    return True


def _cancel(dice: random.Random, newest: list[int], _key: UUID) -> bool:
    """Cancelled already is done as well, so no move is promised."""
    from matching.consultations.services.ending import cancel_by_patient

    request = _one(dice, newest)
    cancel_by_patient(request_id=request.pk, by=[request.asker_id], form_key=uuid4(), now=NOW)
    return False


def _ring(dice: random.Random, _newest: list[int], _key: UUID) -> bool:
    from matching.consultations.clocks.ringing import ring_due

    ring_due(now=NOW + timedelta(hours=dice.choice((1, 1, 1, 40))))
    return False


TRIES = (_see, _offer, _offer, _offer, _book, _agree, _agree, _agree, _wish, _accept, _decline, _cancel, _ring)


def _report(told: Counter[str], promised: list[UUID], seconds: float) -> int:
    from benchmarks.database import rows

    stored = {key for (key,) in rows("SELECT form_key FROM consultations_move")}
    nought = {"lost moves": len(set(promised) - stored), "doubled moves": len(promised) - len(set(promised))}
    nought |= {name: rows(sql)[0][0] for name, sql in NOUGHT.items()}
    ((requests, moves, booked),) = rows(
        "SELECT (SELECT count(*) FROM consultations_request), (SELECT count(*) FROM consultations_move), "
        "(SELECT count(*) FROM consultations_visit WHERE booked)"
    )
    print(
        f"{sum(told.values()):,} tries in {seconds:,.0f} s: {requests:,} requests, {moves:,} moves, {booked:,} booked"
    )
    for name, times in sorted(told.items()):
        print(f"  {times:>8,}  {name}")
    print("must be nought:")
    for name, times in nought.items():
        print(f"  {times:>8,}  {name}")
    return 1 if any(nought.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
