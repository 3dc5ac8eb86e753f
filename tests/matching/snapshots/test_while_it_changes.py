"""Searches while several writers change the directory: nobody revoked is found, nobody added is missed."""

import random
import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from matching.search.assembly import requirements_for
from matching.search.enums import FoundBy
from matching.search.services.searching import find
from matching.snapshots.services.indexing import build_index
from providers.directory.models import License, Offering
from tests.factories.matching import make_intake
from tests.factories.providers import make_listed_location
from tests.factories.treatments import make_area_concern

SECONDS = 8.0


@pytest.mark.django_db(transaction=True)
def test_no_revoked_provider_is_found_after_the_commit_and_no_added_one_is_missed():
    now = timezone.now()
    service = make_area_concern()
    first = [make_listed_location(now=now).pk for _ in range(30)]
    search = requirements_for(make_intake(now=now), on=now)
    build_index(now=now)
    # Each set is written after the commit, and what may be anything is written before it.
    revoked, going, added, dear = set[int](), set[int](), set[int](), set[int]()
    leaks, missed, answers, faults = [], [], [], []

    def revoke(rng: random.Random) -> None:
        left = [pk for pk in first[:20] if pk not in going]
        if left:
            going.add(pk := rng.choice(left))
            License.objects.filter(provider__locations=pk).update(status="revoked", expires_on=None)
            revoked.add(pk)

    def price(rng: random.Random) -> None:
        pk = rng.choice(first[20:])
        dear.add(pk)
        Offering.objects.filter(location=pk).update(price_per_session=rng.choice((200, 900)))

    def add(rng: random.Random) -> None:
        added.add(make_listed_location(now=now, area_concerns=[service]).pk)

    def look(rng: random.Random) -> None:
        gone, come = set(revoked), set(added)
        found = find(search, limit=1000, now=now)
        seen = {match.candidate.location_id for match in found.matches}
        answers.append(found.by)
        leaks.extend(seen & gone)
        missed.extend((come | set(first)) - seen - going - dear)

    def rebuild(rng: random.Random) -> None:
        build_index(now=now)

    def run(work: Callable[[random.Random], None], seed: int) -> None:
        rng, end = random.Random(seed), time.monotonic() + SECONDS
        try:
            while time.monotonic() < end:
                work(rng)
                time.sleep(rng.uniform(0, 0.05))
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    crew = [revoke, revoke, price, add, add, rebuild, look, look]
    threads = [threading.Thread(target=run, args=(work, seed)) for seed, work in enumerate(crew)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert (leaks, missed) == ([], [])
    assert revoked
    assert added
    assert FoundBy.INDEX in answers
    look(random.Random())
    assert (leaks, missed) == ([], [])
