"""The first rows in order, compiled: a seat for each, without sorting the rest."""

import numpy as np

from matching.engine.factors import FAR_DAYS, HALF_EXPERIENCE, SOON_DAYS
from matching.index.compiled.jit import jit

# A seat is all that the order of two rows rests on, so that comparing seats is comparing rows: -score, miles, minus the
# five values, provider id, location id (whole below 2**53); then the row's place.
SEAT = 10
SEAT_PROVIDER, SEAT_ROW = 7, 9


@jit
def first_seats(facts, measures, points, limit):
    """The first `limit` rows in order, each provider once: (k, SEAT) float64. See scoring.score and scoring.best.

    The measures of the scale have one entry for each row, or one for all.
    """
    provider_id, location_id, all_miles, session, done, fee, all_days, open_slots, met = facts
    radius, all_cheap, all_dear, all_wishes, slots, sessions_min = measures
    seats = np.empty((limit + 1, SEAT))
    values = np.empty(5)
    taken = 0
    for row in range(len(all_miles)):
        one = row if len(radius) > 1 else 0
        cheap, dear, wishes = all_cheap[one], all_dear[one], all_wishes[one]
        course, days, miles = session[row] * sessions_min + fee[row], all_days[row], all_miles[row]
        soonness = 0.0 if days < 0 or days >= FAR_DAYS else min(1.0, (FAR_DAYS - days) / (FAR_DAYS - SOON_DAYS))
        values[0] = max(0.0, 1.0 - miles / radius[one])
        values[1] = 1.0 if course <= cheap else (0.0 if course >= dear else (dear - course) / (dear - cheap))
        values[2] = (soonness + open_slots[row] / slots) / 2 if slots else soonness
        values[3] = met[row] / wishes if wishes else 1.0
        values[4] = done[row] / (done[row] + HALF_EXPERIENCE)
        score = 0.0
        for factor in range(5):
            score += np.rint(points[factor] * values[factor])
        if taken == limit and -score > seats[limit - 1, 0]:
            continue
        seats[limit, 0], seats[limit, 1] = -score, miles
        for factor in range(5):
            seats[limit, 2 + factor] = -values[factor]
        seats[limit, SEAT_PROVIDER], seats[limit, 8], seats[limit, SEAT_ROW] = provider_id[row], location_id[row], row
        taken = _seat(seats, taken, limit)
    return seats[:taken]


@jit
def _seat(seats, taken, limit):
    """Seat the one that waits in seats[limit], if it belongs among the first. Returns how many are seated."""
    if taken == limit and not _is_before(seats, limit, taken - 1):
        return taken
    for place in range(taken):
        if seats[place, SEAT_PROVIDER] == seats[limit, SEAT_PROVIDER]:
            if not _is_before(seats, limit, place):
                return taken
            for later in range(place, taken - 1):
                seats[later] = seats[later + 1]
            taken -= 1
            break
    place = min(taken, limit - 1)
    while place > 0 and _is_before(seats, limit, place - 1):
        seats[place] = seats[place - 1]
        place -= 1
    seats[place] = seats[limit]
    return min(taken + 1, limit)


@jit
def _is_before(seats, one, other):
    for place in range(SEAT_ROW):
        if seats[one, place] != seats[other, place]:
            return seats[one, place] < seats[other, place]
    return False
