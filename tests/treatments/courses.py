"""The usual plan, and days on which people cannot go, for tests about courses."""

from datetime import date, timedelta

from hypothesis import strategies as st

from treatments.planning import DaysOff, DaySpan, Rhythm

USUAL = Rhythm(
    sessions_min=6,
    sessions_max=10,
    first_phase_sessions=6,
    first_phase_gap_days=7,
    later_gap_days=30,
    rest_days=90,
)

some_days = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))
spans = st.builds(lambda first, length: DaySpan(first, first + timedelta(days=length)), some_days, st.integers(0, 60))
days_off = st.builds(
    DaysOff,
    st.frozensets(st.integers(0, 6), max_size=6),
    st.lists(spans, max_size=5).map(tuple),
)
