"""The last word on who may be shown: SQL on the truth, asked at the moment of showing.

A stored match says who fitted when it was ranked. A license can be revoked a minute later, so whoever shows, mails or
exports providers asks here first. Fails closed: a database that does not answer raises, and nobody is admitted.

Every page with providers asks, so the statement is prepared: writing and planning took ten times as long as the answer.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db.models import F, Value

from caarisma.common.expressions import AnyOf
from caarisma.common.prepared import Prepared, array, written
from caarisma.common.tallies.counting import count
from providers.listing.listed import listed_places

IDS, INSTANT = "the ids", datetime(1, 1, 1, tzinfo=UTC)  # stand for the two parameters while the ORM writes


def admitted(location_ids: Iterable[int], *, now: datetime) -> frozenset[int]:
    """Those of the locations that are listed and accept patients at the instant `now` (aware). One query."""
    asked = list(location_ids)
    if not asked:
        return frozenset()
    let_in = frozenset(location for (location,) in GATE.fetch(array(asked), now))
    count("gate", "admitted", times=len(let_in))
    count("gate", "refused", times=len(set(asked)) - len(let_in))
    return let_in


def listed_of_places(location_ids: Iterable[int], *, now: datetime) -> frozenset[int]:
    """Those of the locations that are listed at the instant `now` (aware), also while they take no new patients. For
    who shows that somebody is listed, and offers no visit. One query."""
    asked = list(location_ids)
    return frozenset(place for (place,) in LISTED_PLACES.fetch(array(asked), now)) if asked else frozenset()


def listed_of_providers(provider_ids: Iterable[int], *, now: datetime) -> frozenset[int]:
    """Those of the providers who are listed somewhere at the instant `now` (aware). One query."""
    asked = list(provider_ids)
    return frozenset(who for (who,) in LISTED_PROVIDERS.fetch(array(asked), now)) if asked else frozenset()


def _statement(ids: str, instant: str) -> str:
    """`listed_places` as SQL."""
    listed = listed_places(on=INSTANT).filter(AnyOf(F("pk"), Value(IDS)), accepting_patients=True)
    return written(listed.order_by().values_list("pk"), {IDS: ids, INSTANT: instant})


def _listed_places(ids: str, instant: str) -> str:
    listed = listed_places(on=INSTANT).filter(AnyOf(F("pk"), Value(IDS)))
    return written(listed.order_by().values_list("pk"), {IDS: ids, INSTANT: instant})


def _listed_providers(ids: str, instant: str) -> str:
    listed = listed_places(on=INSTANT).filter(AnyOf(F("provider"), Value(IDS)))
    return written(listed.order_by().values_list("provider_id").distinct(), {IDS: ids, INSTANT: instant})


GATE = Prepared("gate", ("bigint[]", "timestamptz"), _statement)
LISTED_PLACES = Prepared("gate_of_places", ("bigint[]", "timestamptz"), _listed_places)
LISTED_PROVIDERS = Prepared("gate_of_providers", ("bigint[]", "timestamptz"), _listed_providers)
