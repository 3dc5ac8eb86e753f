"""Which entries meet the terms, in order, a page at a time: narrow tables read as lists, a body only for what is shown.

Of several lists the shortest is walked and the others are asked about each of its entries. Near a place, rings are
asked, each so much wider than the one before as it would take at the same density, until there are enough.
"""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import connection

from matching.directory_api.asking.cursor import After
from matching.directory_api.asking.terms import BY_CHANGE, BY_DISTANCE, NearPoint, SearchTerms, WordRange
from matching.directory_api.services.publishing import band_of
from matching.engine.geography import bounding_box, great_circle_miles

KM_A_MILE: Final = 1.609344
RING_KM = 5.0
WIDER, WIDEST = 2.0, 4.0  # how many times as wide the next ring is, at least and at most
FEW: Final = 1000  # a list is measured up to this long
MOST_COUNTED: Final = 1000
# Keeps a question about each entry a question: as a join, a whole list would be read and sorted for the first twenty.
ALONE: Final = "OFFSET 0"
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)


class Hit(NamedTuple):
    """An entry with its place in the order. `meters`: from the middle of `near`."""

    entry: int
    after: After
    meters: float | None = None


class Sql(NamedTuple):
    text: str
    values: tuple[Any, ...]


class ListGroup(NamedTuple):
    """Lists of which any one will do, the same as a question about an entry, and what tells how long the lists are."""

    lists: list[Sql]
    check: Sql
    length: list[Sql]


def find(terms: SearchTerms, after: After, limit: int) -> list[Hit]:
    """The first `limit` after that place in the order."""
    if any(not group for group in terms.codes):
        return []  # a code of another system: nobody has it
    if terms.near and terms.order == BY_DISTANCE:
        return _near(terms, terms.near, after, limit)
    if terms.order == BY_CHANGE:
        return _by_change(terms, after, limit)
    if terms.near:
        found = sorted(hit.entry for hit in _within(terms, terms.near, terms.near.kilometers, None))
        return [Hit(entry, After(0, entry)) for entry in found if entry > after.entry][:limit]
    return [Hit(entry, After(0, entry)) for (entry,) in _rows(_in_order(terms, after.entry, limit))]


def count(terms: SearchTerms) -> int:
    """How many there are; MOST_COUNTED + 1 for more."""
    if any(not group for group in terms.codes):
        return 0
    if terms.near:
        return len(_within(terms, terms.near, terms.near.kilometers, MOST_COUNTED * 20))
    query = _in_order(terms, 0, MOST_COUNTED + 1)
    return len(_rows(query))


# --- In the order of first publication --------------------------------------------------------------------------------
def _in_order(terms: SearchTerms, after: int, limit: int) -> Sql:
    driver, others = _driver(terms)
    checks = [*others, *_of_entry(terms)]
    where = "".join(f" AND {check.text}" for check in checks)
    asked = tuple(value for check in checks for value in check.values)
    if driver is None:
        text = "SELECT e.id FROM directory_api_directoryentry e WHERE e.kind = %s AND e.gone_at IS NULL AND e.id > %s"
        return Sql(f"{text}{where} ORDER BY e.id LIMIT %s", (int(terms.kind), after, *asked, limit))
    lists = [
        Sql(
            f"({each.text} AND l.entry_id > %s{_renamed(where)} ORDER BY l.entry_id LIMIT %s)",
            (*each.values, after, *asked, limit),
        )
        for each in driver
    ]
    text = " UNION ".join(each.text for each in lists)
    values = tuple(value for each in lists for value in each.values)
    return Sql(f"SELECT * FROM ({text}) u ORDER BY 1 LIMIT %s", (*values, limit))  # noqa: S608  texts of ours


def _renamed(where: str) -> str:
    return where.replace("e.id", "l.entry_id")


def _driver(terms: SearchTerms) -> tuple[list[Sql] | None, list[Sql]]:
    """The lists of the shortest group, and what the others ask of an entry."""
    groups = _groups(terms)
    if not groups:
        return None, []
    sizes = _sizes(groups) if len(groups) > 1 else (0,)
    shortest = sizes.index(min(sizes))
    return groups[shortest].lists, [group.check for place, group in enumerate(groups) if place != shortest]


def _groups(terms: SearchTerms) -> list[ListGroup]:
    kind = int(terms.kind)
    by_code = [
        ListGroup(_code_lists(kind, codes), _has_code(kind, codes), _code_length(kind, codes)) for codes in terms.codes
    ]
    return by_code + [
        ListGroup(_word_lists(kind, ranges), _has_word(kind, ranges), _word_length(kind, ranges))
        for ranges in terms.words
    ]


def _code_lists(kind: int, group: frozenset[int]) -> list[Sql]:
    text = "SELECT l.entry_id FROM directory_api_entrycode l WHERE l.kind = %s AND l.code = %s"
    return [Sql(text, (kind, code)) for code in sorted(group)]


def _code_length(kind: int, group: frozenset[int]) -> list[Sql]:
    """In the order of the index. Without one, the planner takes any thousands of rows from anywhere in the table."""
    return [Sql(f"{each.text} ORDER BY l.entry_id", each.values) for each in _code_lists(kind, group)]


def _has_code(kind: int, group: frozenset[int]) -> Sql:
    codes = sorted(group)
    text, value = ("c.code = %s", codes[0]) if len(codes) == 1 else ("c.code = ANY(%s)", codes)
    rows = f"SELECT FROM directory_api_entrycode c WHERE c.kind = %s AND {text} AND c.entry_id = e.id {ALONE}"
    return Sql(f"EXISTS ({rows})", (kind, value))


def _word_lists(kind: int, ranges: Sequence[WordRange]) -> list[Sql]:
    """By letters, then sorted: one entry may have several words that begin so."""
    text = (
        "SELECT l.entry_id FROM (SELECT DISTINCT w.entry_id FROM directory_api_entryword w "
        "WHERE w.kind = %s AND w.word >= %s AND w.word < %s OFFSET 0) l WHERE true"
    )
    return [Sql(text, (kind, each.first, each.last)) for each in ranges]


def _word_length(kind: int, ranges: Sequence[WordRange]) -> list[Sql]:
    text = (
        "SELECT w.entry_id FROM directory_api_entryword w "
        "WHERE w.kind = %s AND w.word >= %s AND w.word < %s ORDER BY w.word"
    )
    return [Sql(text, (kind, each.first, each.last)) for each in ranges]


def _has_word(kind: int, ranges: Sequence[WordRange]) -> Sql:
    either = " OR ".join("(w.word >= %s AND w.word < %s)" for _each in ranges)
    text = (
        f"EXISTS (SELECT FROM directory_api_entryword w WHERE w.entry_id = e.id AND w.kind = %s AND ({either}) {ALONE})"
    )
    return Sql(text, (kind, *_bounds(ranges)))


def _bounds(ranges: Sequence[WordRange]) -> list[str]:
    return [bound for each in ranges for bound in (each.first, each.last)]


def _sizes(groups: Sequence[ListGroup]) -> tuple[int, ...]:
    """Of each group, in one query."""
    unions = (" UNION ALL ".join(f"({each.text} LIMIT {FEW})" for each in group.length) for group in groups)
    counts = ", ".join(f"(SELECT count(*) FROM ({union}) s)" for union in unions)  # noqa: S608  texts of ours
    values = tuple(value for group in groups for each in group.length for value in each.values)
    return _rows(Sql(f"SELECT {counts}", values))[0]


def _of_entry(terms: SearchTerms) -> list[Sql]:
    """What the row of an entry itself says."""
    checks = []
    row = f"EXISTS (SELECT FROM directory_api_directoryentry d WHERE d.id = e.id AND {{}} {ALONE})"
    if terms.ids is not None:
        checks.append(Sql(row.format("d.public_id = ANY(%s::uuid[])"), ([str(each) for each in terms.ids],)))
    if terms.since:
        checks.append(Sql(row.format("d.updated_at >= %s"), (terms.since,)))
    if terms.before:
        checks.append(Sql(row.format("d.updated_at < %s"), (terms.before,)))
    return checks


# --- In the order of changes ------------------------------------------------------------------------------------------
def _by_change(terms: SearchTerms, after: After, limit: int) -> list[Hit]:
    checks = _short_list(terms)
    if terms.ids is not None:
        checks.append(Sql("e.public_id = ANY(%s::uuid[])", ([str(each) for each in terms.ids],)))
    if terms.near:
        near = [hit.entry for hit in _within(terms, terms.near, terms.near.kilometers, None)]
        checks.append(Sql("e.id = ANY(%s)", (near,)))
    where = "".join(f" AND {check.text}" for check in checks)
    start = max(terms.since or EPOCH, at_of(after.key) if after.entry else EPOCH)
    query = f"""SELECT e.id, e.updated_at FROM directory_api_directoryentry e
        WHERE e.kind = %s AND e.gone_at IS NULL AND e.updated_at >= %s AND (e.updated_at, e.id) > (%s, %s)
        AND e.updated_at < %s{where} ORDER BY e.updated_at, e.id LIMIT %s"""  # noqa: S608  texts of ours
    values = (
        int(terms.kind), start, at_of(after.key) if after.entry else EPOCH, after.entry,
        terms.before or datetime(9999, 1, 1, tzinfo=UTC), *(value for check in checks for value in check.values), limit,
    )  # fmt: skip
    return [Hit(entry, After(key_of(at), entry)) for entry, at in _rows(Sql(query, values))]


def _short_list(terms: SearchTerms) -> list[Sql]:
    """A short list is read whole; of long ones each change is asked about, which finds twenty soon."""
    groups = _groups(terms)
    sizes = _sizes(groups) if groups else ()
    checks = [group.check for group in groups]
    if sizes and min(sizes) < FEW:
        shortest = sizes.index(min(sizes))
        either = " UNION ALL ".join(each.text for each in groups[shortest].lists)
        values = tuple(value for each in groups[shortest].lists for value in each.values)
        checks[shortest] = Sql(f"e.id IN ({either})", values)
    return checks


def key_of(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def at_of(key: int) -> datetime:
    return EPOCH + key * MICROSECOND


# --- Near a place -----------------------------------------------------------------------------------------------------
def _near(terms: SearchTerms, near: NearPoint, after: After, limit: int) -> list[Hit]:
    radius = min(max(RING_KM, after.key / 10_000 * 1.01 if after.entry else 0), near.kilometers)
    while True:
        found = [hit for hit in _within(terms, near, radius, None) if hit.after > after]
        if len(found) >= limit or radius >= near.kilometers:
            return sorted(found, key=lambda hit: hit.after)[:limit]
        as_dense = math.sqrt(1.5 * limit / max(len(found), 1))
        radius = min(radius * min(max(as_dense, WIDER), WIDEST), near.kilometers)


def _within(terms: SearchTerms, near: NearPoint, kilometers: float, most: int | None) -> list[Hit]:
    """In no order. `most`: of those that the box holds."""
    box = bounding_box(near.latitude, near.longitude, kilometers / KM_A_MILE)
    spans = [(box.west, box.east)] if box.west <= box.east else [(box.west, 180.0), (-180.0, box.east)]
    kind = int(terms.kind)
    checks = [_has_code(kind, group) for group in terms.codes]
    checks += [*(_has_word(kind, each) for each in terms.words), *_of_entry(terms)]
    where = "".join(f" AND {check.text.replace('e.id', 'p.entry_id')}" for check in checks)
    either = " OR ".join("p.longitude BETWEEN %s AND %s" for _span in spans)
    query = f"""SELECT p.entry_id, p.latitude, p.longitude FROM directory_api_entrypoint p
        WHERE p.kind = %s AND p.band = ANY(%s) AND ({either}) AND p.latitude BETWEEN %s AND %s{where}
        LIMIT %s"""  # noqa: S608  texts of ours
    bands = list(range(band_of(box.south), band_of(box.north) + 1))
    values = (
        kind, bands, *(edge for span in spans for edge in span), box.south, box.north,
        *(value for check in checks for value in check.values), most,
    )  # fmt: skip
    hits = []
    for entry, latitude, longitude in _rows(Sql(query, values)):
        miles = great_circle_miles(near.latitude, near.longitude, latitude, longitude)
        meters = miles * KM_A_MILE * 1000
        if meters <= kilometers * 1000:
            hits.append(Hit(entry, After(math.floor(meters * 10 + 0.5), entry), meters))
    return hits


def _rows(query: Sql) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query.text, query.values)
        return cursor.fetchall()
