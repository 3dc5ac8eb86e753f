"""The loops of a search, compiled by numba. Import only through `compiled`, which knows whether numba is there.

Plain scalar code over the same columns as the NumPy functions, in the same order of operations: the same bits. One row
is judged at a time, so most rows cost one comparison, and nothing is copied for those that fail.
"""

import math

import numpy as np
from numba import njit, objmode

from matching.engine.factors import FAR_DAYS, HALF_EXPERIENCE, SOON_DAYS
from matching.engine.geography import EARTH_RADIUS_MILES, STEPS_PER_MILE, great_circle_miles
from matching.index.bands import BANDS_PER_DEGREE, HAIR, LONGITUDE_BITS, LONGITUDE_STEPS
from matching.index.judging import CLOSED, LACKS_MUST, NOT_ALL_SERVICES, TOO_DEAR, TOO_FAR
from matching.index.plans import NOT_OFFERED

DOUBTFUL_STEPS = 1e-9 * STEPS_PER_MILE  # a thousand times what the series below can be off within NEARBY
NEARBY = 300 * STEPS_PER_MILE
SMALL = 0.05  # radians, about 200 miles

# The columns of a snapshot that the loops read, by name and in the order in which `find` takes them.
COLUMNS = (
    *("latitude", "longitude", "location_id", "provider_id", "listed_from", "listed_until", "time_zone", "slots"),
    *("traits", "fee", "opening_at", "opening_day", "opening_good_until", "shared"),
    *("posting_row", "posting_price", "posting_done"),
)
# Facts of the rows found, in the order of `found`'s first axis.
PROVIDER, LOCATION, SESSION, DONE, FEE, DAYS, OPEN, MET, SHARED, CAUSE, MUSTS = range(11)


def _jit(function):
    """Compiled once a machine where the code can be kept, else once a process: an install may be read-only."""
    try:
        return njit(cache=True)(function)
    except RuntimeError:
        return njit(function)


@_jit
def _lower(array, low, high, value):
    """The first place in array[low:high] that holds `value` or more."""
    while low < high:
        middle = (low + high) >> 1
        if array[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


@_jit
def _sin(x):
    """Taylor's series to x**9, which is exact to the last bits below SMALL."""
    if abs(x) > SMALL:
        return math.sin(x)
    y = x * x
    return x * (1 - y / 6 * (1 - y / 20 * (1 - y / 42 * (1 - y / 72))))


@_jit
def _asin(x):
    if x > SMALL:
        return math.asin(x)
    y = x * x
    return x * (1 + y * (1 / 6 + y * (3 / 40 + y * (15 / 336 + y * (105 / 3456 + y * (945 / 42240))))))


@_jit
def _miles(latitude, longitude, sine, cosine, to_latitude, to_longitude):
    """engine.great_circle_miles; asked of the engine itself where this might round differently."""
    half_north = _sin(math.radians(to_latitude - latitude) / 2)
    half_east = _sin(math.radians(to_longitude - longitude) / 2)
    # cos(a + b), with the cosine and sine of b from those of b / 2
    square = half_north * half_north
    to_cosine = cosine * (1 - 2 * square) - sine * 2 * half_north * math.sqrt(1 - square)
    haversine = square + cosine * to_cosine * (half_east * half_east)
    steps = 2 * EARTH_RADIUS_MILES * STEPS_PER_MILE * _asin(math.sqrt(min(1.0, max(0.0, haversine))))
    whole = math.floor(steps)
    if steps > NEARBY or abs(steps - whole - 0.5) < DOUBTFUL_STEPS:
        with objmode(miles="float64"):
            miles = great_circle_miles(latitude, longitude, to_latitude, to_longitude)
        return miles
    return math.floor(steps + 0.5) / STEPS_PER_MILE


@_jit
def _quote(price, done, service, areas, plans, clusters):
    """(session, sessions done) of the cheapest plan. See plans.quotes."""
    session, least = 0, 2**62
    for cluster in range(len(clusters)):
        last_plan = clusters[cluster + 1] if cluster + 1 < len(clusters) else len(plans)
        lowest, most = 2**62, 0
        for plan in range(clusters[cluster], last_plan):
            last_area = plans[plan + 1] if plan + 1 < len(plans) else len(areas)
            charged, plan_done = 0, 2**62
            for area in range(plans[plan], last_area):
                last = areas[area + 1] if area + 1 < len(areas) else len(service)
                dearest = 0
                for place in range(areas[area], last):
                    dearest = max(dearest, price[service[place]])
                    plan_done = min(plan_done, done[service[place]])
                charged += dearest
            if charged < lowest or (charged == lowest and plan_done > most):
                lowest, most = charged, plan_done
        session += lowest
        least = min(least, most)
    return session, least


@_jit
def _bits(mask):
    count = 0
    while mask:
        mask &= mask - np.uint64(1)
        count += 1
    return count


@_jit
def runs_within(key, latitude, longitude, miles):
    """See bands.runs_within: the same runs, band by band."""
    angle = min(math.pi, (miles + 1 / STEPS_PER_MILE) / EARTH_RADIUS_MILES + HAIR)
    reach, phi = math.degrees(angle), math.radians(latitude)
    lowest = math.floor((max(-90.0, latitude - reach) + 90) * BANDS_PER_DEGREE)
    highest = math.floor((min(90.0, latitude + reach) + 90) * BANDS_PER_DEGREE)
    ends = np.empty((2, 2 * (highest - lowest + 1)), np.uint32)
    runs = place = 0
    for band in range(lowest, highest + 1):
        south = math.radians(band / BANDS_PER_DEGREE - 90) - HAIR
        north = math.radians((band + 1) / BANDS_PER_DEGREE - 90) + HAIR
        nearest = min(max(phi, south), north) - phi
        parallel = max(0.0, min(math.cos(south), math.cos(north))) * max(0.0, math.cos(phi))
        squared = max(0.0, math.sin(angle / 2) ** 2 - math.sin(nearest / 2) ** 2)
        part = squared / parallel if parallel > 1e-12 else 1.0
        aside = 180.0 if part >= 1 else math.degrees(2 * math.asin(math.sqrt(part)) + HAIR)
        west, east = longitude - aside, longitude + aside
        if aside >= 180:
            west, east = -180.0, 180.0
        # From west to east: what went over the 180th meridian, the band itself, what went over on the other side.
        for strip_west, strip_east in (
            (-180.0, east - 360),
            (max(west, -180.0), min(east, 180.0)),
            (west + 360, 180.0),
        ):
            if strip_west > strip_east:
                continue
            first = _lower(key, place, len(key), _key(band, strip_west))
            place = _lower(key, first, len(key), _key(band, strip_east) + 1)
            if place > first:
                ends[0, runs], ends[1, runs] = first, place
                runs += 1
    return ends[0, :runs], ends[1, :runs]


@_jit
def _key(band, longitude):
    return (band << LONGITUDE_BITS) | math.floor((longitude + 180) * LONGITUDE_STEPS)


@_jit
def _spans(posting_row, posting_first, posting_past, runs_first, runs_past):
    """((codes, runs) first posting of a service in a run, (codes, runs) one past the last)."""
    lows = np.empty((len(posting_first), len(runs_first)), np.int64)
    highs = np.empty_like(lows)
    for code in range(len(posting_first)):
        place = posting_first[code]
        for run in range(len(runs_first)):
            place = _lower(posting_row, place, posting_past[code], runs_first[run])
            lows[code, run] = place
            place = _lower(posting_row, place, posting_past[code], runs_past[run])
            highs[code, run] = place
    return lows, highs


@_jit
def find(columns, want, runs_first, runs_past, most_failed, with_terms):
    """Every row in the runs that fails at most `most_failed` needs, the radius among them.

    Returns (matches, misses): (found (11, m) int64, miles (m,)), and of misses the terms, price and done (m, codes).
    A long function, because an array that is read out of a tuple, or handed to another function, for each row costs
    more than all that is done with it.
    """
    latitude, longitude, location_id, provider_id, listed_from, listed_until, time_zone, slots, traits = columns[:9]
    fee, opening_at, opening_day, opening_good_until, shared, posting_row, posting_price, posting_done = columns[9:]
    from_latitude, from_longitude, radius, reach, limit, asked_slots, slots_required, wishes, musts = want[:9]
    lacking, now, todays, posting_first, posting_past, service, areas, plans, clusters = want[9:]
    lows, highs = _spans(posting_row, posting_first, posting_past, runs_first, runs_past)
    codes, room = len(lows), int((highs - lows).sum())
    price, done = np.empty(codes, np.int64), np.empty(codes, np.int64)
    matched, matched_miles = np.empty((11, room), np.int64), np.empty(room)
    missed, missed_miles = np.empty((11, room * most_failed), np.int64), np.empty(room * most_failed)
    terms_room = room * most_failed if with_terms else 0
    prices, dones = np.empty((terms_room, codes), np.int64), np.empty((terms_room, codes), np.int64)
    matches = misses = 0
    sine, cosine = math.sin(math.radians(from_latitude)), math.cos(math.radians(from_latitude))
    for run in range(len(runs_first)):
        while True:
            # The next row of any of the posting lists, and its terms. `lows` moves along them.
            row = np.int64(2**62)
            for code in range(codes):
                if lows[code, run] < highs[code, run]:
                    row = min(row, np.int64(posting_row[lows[code, run]]))
            if row == 2**62:
                break
            for code in range(codes):
                at = lows[code, run]
                if at < highs[code, run] and posting_row[at] == row:
                    price[code], done[code] = posting_price[at], posting_done[at]
                    lows[code, run] += 1
                else:
                    price[code], done[code] = NOT_OFFERED, 0
            if most_failed == 0 and codes == 1 and price[0] > limit:
                continue  # most rows of a strict search end here, without a look at any other column
            today = todays[time_zone[row]]
            if today < listed_from[row] or today > listed_until[row]:
                continue
            failed, cause = lacking, LACKS_MUST
            lacks = musts & ~traits[row]
            if lacks:
                failed += 1 if lacks & (lacks - np.uint64(1)) == 0 else 2
            if slots_required and slots[row] & asked_slots == 0:
                failed += 1
                cause = CLOSED
            if failed > most_failed:
                continue
            session, least = _quote(price, done, service, areas, plans, clusters)
            if session > limit:
                failed += 1
                cause = NOT_ALL_SERVICES if session >= NOT_OFFERED else TOO_DEAR
                if failed > most_failed:
                    continue
            miles = _miles(from_latitude, from_longitude, sine, cosine, latitude[row], longitude[row])
            if miles > radius:
                failed += 1
                cause = TOO_FAR
            if failed > most_failed or miles > reach:
                continue
            days = np.int64(-1)
            if opening_at[row] >= now and opening_good_until[row] >= today:
                days = max(days, np.int64(opening_day[row]) - today)
            open_slots, met = _bits(np.uint64(slots[row] & asked_slots)), _bits(traits[row] & wishes)
            if failed:
                missed[PROVIDER, misses], missed[LOCATION, misses] = provider_id[row], location_id[row]
                missed[SESSION, misses], missed[DONE, misses], missed[FEE, misses] = session, least, fee[row]
                missed[DAYS, misses], missed[OPEN, misses], missed[MET, misses] = days, open_slots, met
                missed[SHARED, misses], missed_miles[misses] = shared[row], miles
                missed[CAUSE, misses], missed[MUSTS, misses] = cause, np.int64(lacks)
                if with_terms:
                    for code in range(codes):
                        prices[misses, code], dones[misses, code] = price[code], done[code]
                misses += 1
            else:
                matched[PROVIDER, matches], matched[LOCATION, matches] = provider_id[row], location_id[row]
                matched[SESSION, matches], matched[DONE, matches], matched[FEE, matches] = session, least, fee[row]
                matched[DAYS, matches], matched[OPEN, matches], matched[MET, matches] = days, open_slots, met
                matched[SHARED, matches], matched_miles[matches] = shared[row], miles
                matches += 1
    kept = misses if with_terms else 0
    return (
        (matched[:, :matches], matched_miles[:matches]),
        (missed[:, :misses], missed_miles[:misses], prices[:kept], dones[:kept]),
    )


# --- Order ----------------------------------------------------------------------------------------------------------
# A seat is all that the order of two rows rests on, so that comparing seats is comparing rows: -score, miles, minus the
# five values, provider id, location id (whole below 2**53); then the row's place.
SEAT = 10
SEAT_PROVIDER, SEAT_ROW = 7, 9


@_jit
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


@_jit
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


@_jit
def _is_before(seats, one, other):
    for place in range(SEAT_ROW):
        if seats[one, place] != seats[other, place]:
            return seats[one, place] < seats[other, place]
    return False
