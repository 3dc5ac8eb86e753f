"""One good example of each thing, and strategies that vary it in small ranges: ties and near misses are common."""

import datetime
from dataclasses import replace

from hypothesis import strategies as st

from matching.engine import Candidate, Factor, Requirements, Service, Slot, Terms

NOON = datetime.datetime(2026, 11, 22, 20, 0, tzinfo=datetime.UTC)  # noon in California, a Sunday
TODAY = datetime.date(2026, 11, 22)
DAY = datetime.timedelta(days=1)

FACE_LINES = Service(1, "face", "fine-lines")
FACE_TONE = Service(2, "face", "dull-tone")
NECK_LINES = Service(3, "neck", "fine-lines")
NECK_TONE = Service(4, "neck", "dull-tone")
SCALP_HAIR = Service(5, "scalp", "hair-loss")
SERVICES = (FACE_LINES, FACE_TONE, NECK_LINES, NECK_TONE, SCALP_HAIR)

SEARCH = Requirements(
    groups=(frozenset({FACE_LINES}),),
    latitude=37.80,
    longitude=-122.27,
    radius_miles=25.0,
    max_price=300,
    slots=frozenset({Slot.SATURDAY}),
    slots_required=False,
    wishes=frozenset({"speaks:es"}),
    musts=frozenset(),
    price_low=150,
    price_high=400,
    sessions_min=6,
    sessions_max=10,
    on=NOON,
)
GOOD = Candidate(
    provider_id=1,
    location_id=10,
    latitude=37.85,
    longitude=-122.27,
    at_zip_middle=False,
    time_zone="America/Los_Angeles",
    stretches=((TODAY - 100 * DAY, TODAY + 200 * DAY),),
    accepting=True,
    terms={1: Terms(200, 80), 3: Terms(220, 60)},
    first_visit_fee=0,
    fee_credited=False,
    slots=frozenset({Slot.SATURDAY, Slot.WEEKDAY_MORNING}),
    traits=frozenset({"doctor", "speaks:es"}),
    next_opening=TODAY + 5 * DAY,
    openings={Slot.WEEKDAY_MORNING: TODAY + 5 * DAY},
)
WISHES = ("doctor", "woman", "man", "step_free", "speaks:es")

some_slots = st.frozensets(st.sampled_from(Slot), max_size=3)
groups = st.lists(st.frozensets(st.sampled_from(SERVICES), min_size=1, max_size=3), min_size=1, max_size=3).map(tuple)
dates = st.integers(-40, 40).map(lambda days: TODAY + days * DAY)
terms = st.builds(Terms, st.integers(2, 12).map(lambda n: n * 50), st.sampled_from((0, 10, 49, 50, 400, 9000, 9001)))


@st.composite
def requirements(draw):
    slots = draw(some_slots)
    asked = draw(st.dictionaries(st.sampled_from(WISHES), st.booleans(), max_size=3))
    return replace(
        SEARCH,
        groups=draw(groups),
        radius_miles=draw(st.sampled_from((5.0, 15.0, 25.0, 60.0))),
        max_price=draw(st.none() | st.integers(4, 24).map(lambda n: n * 50)),
        slots=slots,
        slots_required=bool(slots) and draw(st.booleans()),
        wishes=frozenset(code for code, must in asked.items() if not must),
        musts=frozenset(code for code, must in asked.items() if must),
        matters_most=draw(st.none() | st.sampled_from(Factor)),
    )


@st.composite
def facts(draw):
    """What ranks a candidate or stops it at a gate that the patient can relax."""
    return {
        "latitude": 37.80 + draw(st.integers(0, 16)) / 20,
        "at_zip_middle": draw(st.booleans()),
        "terms": draw(st.dictionaries(st.sampled_from([s.code for s in SERVICES]), terms, min_size=2)),
        "first_visit_fee": draw(st.sampled_from((0, 0, 60, 300))),
        "fee_credited": draw(st.booleans()),
        "slots": draw(some_slots),
        "traits": draw(st.frozensets(st.sampled_from(WISHES))),
        **draw(openings()),
    }


@st.composite
def openings(draw):
    """What a clinic names: nothing, a day without a time, or one or two openings, each at its time of the week."""
    first, later = draw(st.none() | dates), draw(st.none() | st.integers(0, 20))
    if first is None:
        return {"next_opening": None, "openings": {}}
    slots = draw(st.lists(st.sampled_from(Slot), max_size=2 if later is not None else 1, unique=True))
    days = (first, first + (later or 0) * DAY)
    return {"next_opening": first, "openings": dict(zip(slots, days, strict=False))}


@st.composite
def standings(draw):
    """What the patient cannot relax. Mostly in order, or nobody would ever match."""
    if draw(st.integers(0, 3)):
        return {}
    return {
        "stretches": draw(st.lists(st.tuples(dates, dates), max_size=3).map(tuple)),
        "accepting": draw(st.booleans()),
    }


@st.composite
def directories(draw, max_size=8):
    """Several locations, some of the same provider. Location ids are unique."""
    size = draw(st.integers(1, max_size))
    return [
        replace(GOOD, provider_id=draw(st.integers(1, 6)), location_id=100 + n, **draw(facts()), **draw(standings()))
        for n in range(size)
    ]


@st.composite
def matches(draw):
    """A candidate that passes every gate of SEARCH."""
    varied = replace(GOOD, **draw(facts()))
    price = draw(st.integers(100, 300))
    return replace(varied, latitude=37.80 + draw(st.integers(0, 6)) / 20, terms={1: Terms(price, draw(terms)[1])})
