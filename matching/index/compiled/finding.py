"""Which rows a search finds, compiled. Plain arithmetic in the same order as the NumPy functions: the same bits.

Rows are judged some hundreds at a time. What a step needs stays in the core's own cache, and each step is one loop
over few columns without a jump in it: the processor takes several rows at once, and guesses nothing.
"""

import math

import numpy as np
from numba import objmode

from matching.engine.geography import EARTH_RADIUS_MILES, STEPS_PER_MILE, great_circle_miles
from matching.index.compiled.jit import jit
from matching.index.judging import CLOSED, LACKS_MUST, NOT_ALL_SERVICES, TOO_DEAR, TOO_FAR
from matching.index.plans import NOT_OFFERED

BLOCK = 512  # rows
DOUBTFUL_STEPS = 1e-9 * STEPS_PER_MILE  # a thousand times what the series below can be off within NEARBY
SMALL = 0.05  # radians, about 200 miles

# The columns of a snapshot that the loops read, by name and in the order in which `find` takes them.
COLUMNS = (
    *("latitude", "longitude", "location_id", "provider_id", "listed_from", "listed_until", "time_zone", "slots"),
    *("traits", "fee", "opening_at", "opening_day", "opening_good_until", "shared"),
    *("posting_row", "posting_price", "posting_done"),
)
# Facts of the rows found, in the order of `found`'s first axis.
PROVIDER, LOCATION, SESSION, DONE, FEE, DAYS, OPEN, MET, SHARED, CAUSE, MUSTS = range(11)


@jit
def find(columns, want, runs, lows, highs, most_failed, with_terms):
    """Every row in the runs that fails at most `most_failed` needs, the radius among them.

    Takes the runs and the postings in them as runs.py gives them; `lows` is written to. Returns (matches, misses):
    (found (11, m) int64, miles (m,)), and of misses the terms, price and done (m, codes).
    """
    latitude, longitude = columns[:2]
    posting_row, posting_price, posting_done = columns[14:]
    place, needs, seen, plans = want
    codes, room = len(lows), _room(lows, highs)
    price, done = np.empty((codes, BLOCK), np.int64), np.zeros((codes, BLOCK), np.int64)
    session, offers = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.bool_)
    kept, failed, miles = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64), np.empty(BLOCK)
    desk, paper = np.empty((5, BLOCK), np.int64), np.empty((2, BLOCK))  # for what a step notes down meanwhile
    matched, matched_miles = np.empty((11, room), np.int64), np.empty(room)
    missed, missed_miles = np.empty((11, room * most_failed), np.int64), np.empty(room * most_failed)
    terms_room = room * most_failed if with_terms else 0
    terms = np.empty((2, terms_room, codes), np.int64)
    matches = misses = 0
    for run in range(runs.shape[1]):
        # Who is beyond the radius fails that, and must fail nothing else.
        most = most_failed - runs[2, run]
        for start in range(runs[0, run], runs[1, run], BLOCK):
            rows = min(BLOCK, runs[1, run] - start)
            _lay_out(price, done, posting_row, posting_price, posting_done, lows, highs, run, start, rows)
            _sessions(desk, session, offers, price, plans, rows)
            few = _judge(kept, failed, session, offers, columns, needs, start, rows, most)
            _measure(paper, miles, kept, few, latitude, longitude, place, start)
            hits, near = _part(desk, paper, kept, failed, miles, few, place, most_failed)
            _write(matched, matched_miles, matches, columns, seen, kept, session, miles, 0, hits, start)
            _least_done(desk, matched[DONE, matches:], price, done, plans, kept, 0, hits)
            matches += hits
            if most_failed:
                _write(missed, missed_miles, misses, columns, seen, kept, session, miles, hits, near, start)
                _least_done(desk, missed[DONE, misses:], price, done, plans, kept, hits, near)
                _write_why(missed, misses, columns, needs, failed, kept, session, hits, near, start)
                if with_terms:
                    _write_terms(terms, misses, price, done, kept, hits, near)
                misses += near
    held = misses if with_terms else 0
    return (
        (matched[:, :matches], matched_miles[:matches]),
        (missed[:, :misses], missed_miles[:misses], terms[0, :held], terms[1, :held]),
    )


@jit
def _room(lows, highs):
    """As many rows as there are postings, at most."""
    room = 0
    for code in range(len(lows)):
        for run in range(lows.shape[1]):
            room += highs[code, run] - lows[code, run]
    return room


@jit
def _lay_out(price, done, posting_row, posting_price, posting_done, lows, highs, run, start, rows):
    """The terms of the rows from `start`, side by side. `lows` moves along the posting lists."""
    for code in range(len(lows)):
        price[code, :rows] = NOT_OFFERED
        done[code, :rows] = 0
        at, end = lows[code, run], highs[code, run]
        while at < end and posting_row[at] < start + rows:
            price[code, posting_row[at] - start] = posting_price[at]
            done[code, posting_row[at] - start] = posting_done[at]
            at += 1
        lows[code, run] = at


@jit
def _sessions(desk, session, offers, price, plans, rows):
    """Dollars of each row's cheapest plan, and who offers anything. See plans.quotes."""
    service, areas, ways, clusters = plans
    lowest, charged, dearest = desk[0], desk[1], desk[2]
    session[:rows] = 0
    for cluster in range(len(clusters)):
        last_way = clusters[cluster + 1] if cluster + 1 < len(clusters) else len(ways)
        lowest[:rows] = 2**62
        for way in range(clusters[cluster], last_way):
            last_area = ways[way + 1] if way + 1 < len(ways) else len(areas)
            charged[:rows] = 0
            for area in range(ways[way], last_area):
                last = areas[area + 1] if area + 1 < len(areas) else len(service)
                dearest[:rows] = price[service[areas[area]], :rows]
                for place in range(areas[area] + 1, last):
                    for row in range(rows):
                        dearest[row] = max(dearest[row], price[service[place], row])
                for row in range(rows):
                    charged[row] += dearest[row]
            for row in range(rows):
                lowest[row] = min(lowest[row], charged[row])
        for row in range(rows):
            session[row] += lowest[row]
    offers[:rows] = False
    for code in range(len(price)):
        for row in range(rows):
            offers[row] |= price[code, row] < NOT_OFFERED


@jit
def _least_done(desk, least, price, done, plans, kept, first, count):
    """Sessions done of the cheapest plan of each row kept; of equals, the most. See plans.quotes."""
    service, areas, ways, clusters = plans
    lowest, charged, dearest, most, way_done = desk[0], desk[1], desk[2], desk[3], desk[4]
    least[:count] = 2**62
    for cluster in range(len(clusters)):
        last_way = clusters[cluster + 1] if cluster + 1 < len(clusters) else len(ways)
        lowest[:count], most[:count] = 2**62, 0
        for way in range(clusters[cluster], last_way):
            last_area = ways[way + 1] if way + 1 < len(ways) else len(areas)
            charged[:count], way_done[:count] = 0, 2**62
            for area in range(ways[way], last_area):
                last = areas[area + 1] if area + 1 < len(areas) else len(service)
                dearest[:count] = 0
                for place in range(areas[area], last):
                    for one in range(count):
                        dearest[one] = max(dearest[one], price[service[place], kept[first + one]])
                        way_done[one] = min(way_done[one], done[service[place], kept[first + one]])
                for one in range(count):
                    charged[one] += dearest[one]
            for one in range(count):
                is_better = (charged[one] < lowest[one]) | ((charged[one] == lowest[one]) & (way_done[one] > most[one]))
                lowest[one] = charged[one] if is_better else lowest[one]
                most[one] = way_done[one] if is_better else most[one]
        for one in range(count):
            least[one] = min(least[one], most[one])


@jit
def _judge(kept, failed, session, offers, columns, needs, start, rows, most):
    """Those who fail at most so many needs, the radius aside: their places from `start`, and how many they fail."""
    listed_from, listed_until, time_zone, slots, traits = columns[4:9]
    todays, limit, slots_required, asked_slots, musts, lacking = needs
    few = 0
    for place in range(rows):
        row = start + place
        today = todays[time_zone[row]]
        is_listed = (today >= listed_from[row]) & (today <= listed_until[row])
        fails = lacking + (session[place] > limit)
        if slots_required:
            fails += slots[row] & asked_slots == 0
        if musts:
            lacks = musts & ~np.uint64(traits[row])
            fails += (lacks != 0) + (lacks & (lacks - np.uint64(1)) != 0)
        kept[few], failed[few] = place, fails
        few += is_listed & offers[place] & (fails <= most)
    return few


@jit
def _measure(paper, miles, kept, few, latitude, longitude, place, start):
    """Miles of the rows kept, as engine.great_circle_miles says. It is asked itself where this may round otherwise."""
    from_latitude, from_longitude, cosine, sine = place[:4]
    north, east = paper[0], paper[1]
    for one in range(few):
        row = start + kept[one]
        north[one] = math.radians(latitude[row] - from_latitude) / 2
        east[one] = math.radians(longitude[row] - from_longitude) / 2
    for one in range(few):
        half_north, half_east = _sine(north[one]), _sine(east[one])
        # cos(a + b), with the cosine and sine of b from those of b / 2
        square = half_north * half_north
        to_cosine = cosine * (1 - 2 * square) - sine * 2 * half_north * math.sqrt(1 - square)
        root = math.sqrt(max(0.0, square + cosine * to_cosine * (half_east * half_east)))
        steps = 2 * EARTH_RADIUS_MILES * STEPS_PER_MILE * _arcsine(root)
        whole = np.floor(steps)
        is_sure = (abs(steps - whole - 0.5) > DOUBTFUL_STEPS) & (
            max(max(abs(north[one]), abs(east[one])), root) < SMALL
        )
        miles[one] = (whole + (steps - whole > 0.5)) / STEPS_PER_MILE if is_sure else -1.0
    for one in range(few):
        if miles[one] < 0:
            to_latitude, to_longitude = latitude[start + kept[one]], longitude[start + kept[one]]
            with objmode(exact="float64"):
                exact = great_circle_miles(from_latitude, from_longitude, to_latitude, to_longitude)
            miles[one] = exact


@jit
def _sine(x):
    """Taylor's series to x**9, which is exact to the last bits below SMALL."""
    y = x * x
    return x * (1 - y / 6 * (1 - y / 20 * (1 - y / 42 * (1 - y / 72))))


@jit
def _arcsine(x):
    y = x * x
    return x * (1 + y * (1 / 6 + y * (3 / 40 + y * (15 / 336 + y * (105 / 3456 + y * (945 / 42240))))))


@jit
def _part(desk, paper, kept, failed, miles, few, place, most):
    """Those who match to the front, then those who fail one need. How many of each; the others are left out."""
    radius, reach = place[4:]
    aside, aside_failed, aside_miles = desk[0], desk[1], paper[0]
    hits = near = 0
    for one in range(few):
        seat, fails, away = kept[one], failed[one], miles[one]
        is_hit = (fails == 0) & (away <= radius)
        aside[near], aside_failed[near], aside_miles[near] = seat, fails, away
        near += (not is_hit) & (fails + (away > radius) <= most) & (away <= reach)
        kept[hits], miles[hits] = seat, away
        hits += is_hit
    kept[hits : hits + near] = aside[:near]
    failed[hits : hits + near] = aside_failed[:near]
    miles[hits : hits + near] = aside_miles[:near]
    return hits, near


@jit
def _write(found, found_miles, at, columns, seen, kept, session, miles, first, count, start):
    """What the rows' own columns say of them, one column after the other."""
    location_id, provider_id = columns[2:4]
    time_zone, slots, traits, fee, opening_at, opening_day, opening_good_until, shared = columns[6:14]
    now, todays, asked_slots, wishes = seen
    for one in range(count):
        row = start + kept[first + one]
        found[PROVIDER, at + one] = provider_id[row]
        found[LOCATION, at + one] = location_id[row]
        found[SHARED, at + one] = shared[row]
        found[FEE, at + one] = fee[row]
        found[SESSION, at + one] = session[kept[first + one]]
        found_miles[at + one] = miles[first + one]
    for one in range(count):
        row = start + kept[first + one]
        found[OPEN, at + one] = _bits(np.uint64(slots[row] & asked_slots))
        found[MET, at + one] = _bits(np.uint64(traits[row]) & wishes)
    for one in range(count):
        row = start + kept[first + one]
        today = todays[time_zone[row]]
        is_known = (opening_at[row] >= now) & (opening_good_until[row] >= today)
        found[DAYS, at + one] = max(np.int64(-1), np.int64(opening_day[row]) - today) if is_known else -1


@jit
def _write_why(found, at, columns, needs, failed, kept, session, first, count, start):
    """The one need that each fails, and which musts it lacks."""
    slots, traits = columns[7:9]
    _todays, limit, slots_required, asked_slots, musts, _lacking = needs
    for one in range(count):
        row, dollars = start + kept[first + one], session[kept[first + one]]
        cause = LACKS_MUST
        if not failed[first + one]:
            cause = TOO_FAR
        elif dollars > limit:
            cause = NOT_ALL_SERVICES if dollars >= NOT_OFFERED else TOO_DEAR
        elif slots_required and slots[row] & asked_slots == 0:
            cause = CLOSED
        found[CAUSE, at + one], found[MUSTS, at + one] = cause, np.int64(musts & ~np.uint64(traits[row]))


@jit
def _write_terms(terms, at, price, done, kept, first, count):
    for one in range(count):
        for code in range(len(price)):
            terms[0, at + one, code] = price[code, kept[first + one]]
            terms[1, at + one, code] = done[code, kept[first + one]]


@jit
def _bits(mask):
    count = 0
    while mask:
        mask &= mask - np.uint64(1)
        count += 1
    return count
