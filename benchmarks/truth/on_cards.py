"""What the list says of one match, and of one who almost fits."""

from datetime import date
from statistics import median

from benchmarks.truth.at import At, amount, clock, month_day, short_day, split, tells_miles, times, wishes
from benchmarks.truth.facts import OFFERS, Row, ask
from benchmarks.truth.registry import Said, kind


def low(row: Row, at: At) -> int:
    return row.course(at.truth.course[0])


@kind("who_and_where", "card", said=[r"^Is = (?P<who>.+?) at (?P<clinic>.+)$"])
def who_and_where(said: Said, at: At) -> bool:
    sql = """SELECT coalesce(nullif(p.specialty, ''), CASE p.profession WHEN 'md' THEN 'Medical doctor'
        WHEN 'np' THEN 'Nurse practitioner' END) || ' at ' || l.clinic_name
        FROM directory_practicelocation l JOIN directory_provider p ON p.id = l.provider_id WHERE l.id = %(about)s"""
    return bool(at.one(sql) == f"{said['who']} at {said['clinic']}")


@kind("distance", "card", "shared card", "near", said=[
    r"^Stands = In ZIP code (?P<zip>\w+), (?P<city>\w+)",
    r"^Stands = (?P<about>about )?(?P<miles>[^,]+), (?P<city>\w+)",
    r"^[\w. ]+, (?P<city>\w+), (?P<rounded>[^.,]*[\d.]+ miles?( or less)?)\.",
])  # fmt: skip
def distance(said: Said, at: At) -> bool:
    here = at.here
    if here.city != said["city"]:
        return False
    if "zip" in said:
        return here.placed_by == "zip" and here.zip_code == said["zip"] == at.truth.asked["zip_code"]
    text = said.get("miles") or said["rounded"]
    if text == "1 mile or less":
        return here.counted <= 1
    asked = at.truth.asked["radius_miles"]
    if here.miles > asked >= float(text.split()[0]):  # rounded, it would do
        return False
    if asked < here.miles < asked + 0.1 and text == f"{asked}.1 miles":
        return True
    if "." not in text and text != "less than 0.1 miles":
        return abs(int(text.split()[0]) - here.counted) <= 0.5001
    return tells_miles(text, here.counted) and (
        text is said.get("rounded") or bool(said.get("about")) == (here.placed_by == "zip")
    )


@kind("course_cost", "card", "shared card", said=[
    r"^(?P<least>\d+) to (?P<most>\d+) sessions = \$(?P<low>[\d,]+)(?: to \$(?P<high>[\d,]+))?$",
])  # fmt: skip
def course_cost(said: Said, at: At) -> bool:
    least, most = at.truth.course
    told = [amount(said[name]) for name in ("least", "most", "low")] + [amount(said.get("high") or said["low"])]
    return told == [least, most, at.here.course(least), at.here.course(most)]


@kind("session_price", "card", "shared card")
def session_price(said: Said, at: At) -> bool:
    return amount(said["price"]) == at.here.session


@kind("next_opening", "card", said=[r"^Next opening = (?P<when>.+)$"])
def next_opening(said: Said, at: At) -> bool:
    opening = at.here.opening
    return said["when"] == (f"{short_day(opening)}, {clock(opening)}" if opening else "Ask for times")


@kind("hours_confirmed", "card")
def hours_confirmed(said: Said, at: At) -> bool:
    confirmed = at.here.confirmed
    return said.get("day") == (short_day(confirmed) if confirmed else None)


CHECKS = """SELECT count(*) FILTER (WHERE k.result = 'pass') AS passed, count(*) AS total,
    max((k.verified_at AT TIME ZONE l.time_zone)::date) AS last
    FROM directory_practicelocation l JOIN screening_screeningcase c ON c.provider_id = l.provider_id
    JOIN screening_screeningcheck k ON k.case_id = c.id AND k.kind <> 'products'
    WHERE l.id = %(about)s AND c.status = 'approved' AND l.state = ANY (c.states)
    AND (%(on)s AT TIME ZONE l.time_zone)::date BETWEEN c.approved_from AND c.approved_until"""


@kind("checks_passed", "card")
def checks_passed(said: Said, at: At) -> bool:
    (proof,) = ask(CHECKS, about=at.about, on=at.truth.on)
    return (int(said["passed"]), int(said["total"])) == (proof["passed"], proof["total"]) and said["day"] == month_day(
        proof["last"]
    )


@kind("product", "card", "place")
def product(said: Said, at: At) -> bool:
    sql = f"""WITH {OFFERS} SELECT count(*) FROM offer JOIN directory_offering o USING (id)
        WHERE o.location_id = %(about)s
        AND (o.product, o.product_maker, o.product_source) = (%(name)s, %(maker)s, %(source)s)"""
    return bool(at.one(sql, name=said["name"], maker=said["maker"], source=said["source"]))


@kind("treats", "card")
def treats(said: Said, at: At) -> bool:
    """Each area for something that is named, each concern somewhere that is named."""
    areas, concerns, here = split(said["areas"]), split(said["concerns"]), set(at.here.pairs)
    offered = {(area, concern) for area in areas for concern in concerns
               if at.truth.pairs_of(area=area, concern=concern) & here}  # fmt: skip
    return {area for area, _ in offered} == set(areas) and {concern for _, concern in offered} == set(concerns)


@kind("nearest", "card")
def nearest(said: Said, at: At) -> bool:
    return at.here.placed_by != "zip" and bool(at.others) and all(at.here.miles < row.counted for row in at.others)


@kind("near", "card")
def near(said: Said, at: At) -> bool:
    return tells_miles(said["miles"], at.here.miles) and at.here.miles <= at.truth.asked["radius_miles"] / 2


@kind("far", "card")
def far(said: Said, at: At) -> bool:
    return tells_miles(said["miles"], at.here.miles) and at.here.miles > at.truth.asked["radius_miles"] / 2


@kind("farther", "card")
def farther(said: Said, at: At) -> bool:
    """Of two whose doors are known, or of whom a ZIP code is farther away than it counts at least."""
    nearest = min(at.truth.on_list, key=lambda row: (row.counted, row.counted != row.miles))
    told = all(row.miles == row.counted for row in (at.here, nearest))
    return told and tells_miles(said["over"], at.here.miles - nearest.miles)


@kind("lowest_course", "card", "shared card")
def lowest_course(said: Said, at: At) -> bool:
    most = at.truth.course[1]
    return bool(at.others) and all(
        low(at.here, at) < low(other, at) and at.here.course(most) <= other.course(most) for other in at.others
    )


@kind("under_limit", "card")
def under_limit(said: Said, at: At) -> bool:
    return bool(at.here.session == at.truth.asked["max_price"] - amount(said["amount"]))


@kind("costs_less", "card")
def costs_less(said: Said, at: At) -> bool:
    return amount(said["amount"]) == int(median(low(row, at) for row in at.truth.on_list) - low(at.here, at))


@kind("costs_more", "card")
def costs_more(said: Said, at: At) -> bool:
    return amount(said["amount"]) == low(at.here, at) - min(low(row, at) for row in at.truth.on_list)


@kind("first_visit_fee", "card")
def first_visit_fee(said: Said, at: At) -> bool:
    return amount(said["amount"]) == at.here.fee and ("comes off" in said[""]) == at.here.credited


def says_opening(said: Said, at: At, *, soon: bool) -> bool:
    opening = at.here.opening
    if opening is None:
        return False
    days = (opening.date() - at.here.today).days
    return said["day"] == short_day(opening) and (days <= 7) == soon


@kind("opening_soon", "card")
def opening_soon(said: Said, at: At) -> bool:
    return says_opening(said, at, soon=True)


@kind("opening_far", "card")
def opening_far(said: Said, at: At) -> bool:
    return says_opening(said, at, soon=False)


@kind("opening_unknown", "card")
def opening_unknown(said: Said, at: At) -> bool:
    return at.here.opening is None


def first_then(at: At) -> date | None:
    """The day of the first opening that is named at a time that was asked for."""
    return min((day for slot, day in at.here.named if slot in at.truth.asked["slots"]), default=None)


@kind("free_then", "card")
def free_then(said: Said, at: At) -> bool:
    day = first_then(at)
    return day is not None and said["day"] == short_day(day) and (day - at.here.today).days <= 7


@kind("free_then_late", "card")
def free_then_late(said: Said, at: At) -> bool:
    day = first_then(at)
    return day is not None and said["day"] == short_day(day) and (day - at.here.today).days > 7


@kind("open_then", "card")
def open_then(said: Said, at: At) -> bool:
    return times(said["times"]) <= set(at.here.slots) & set(at.truth.asked["slots"])


@kind("closed_then", "card")
def closed_then(said: Said, at: At) -> bool:
    named = {slot for slot, _day in at.here.named}
    return times(said["times"]) <= set(at.truth.asked["slots"]) - set(at.here.slots) - named


@kind("most_sessions", "card")
def most_sessions(said: Said, at: At) -> bool:
    done = at.here.done
    return (
        bool(at.others) and done == amount(said["sessions"]) and all((row.done or 0) < (done or 0) for row in at.others)
    )


@kind("sessions", "card")
def sessions(said: Said, at: At) -> bool:
    return at.here.done == amount(said["sessions"]) >= 50


@kind("few_sessions", "card")
def few_sessions(said: Said, at: At) -> bool:
    return at.here.done == amount(said.get("sessions", "0")) < 50


@kind("meets_wish", "card")
def meets_wish(said: Said, at: At) -> bool:
    return wishes(said["wishes"]) <= set(at.here.traits) & set(at.truth.asked["wishes"])


@kind("lacks_wish", "card")
def lacks_wish(said: Said, at: At) -> bool:
    return wishes(said["wishes"]) <= set(at.truth.asked["wishes"]) - set(at.here.traits)


@kind("no_weekend", "card")
def no_weekend(said: Said, at: At) -> bool:
    named = {slot for slot, _day in at.here.named}
    return bool(at.here.slots) and not at.here.weekend and not named & {"saturday", "sunday"}


@kind("no_video", "card")
def no_video(said: Said, at: At) -> bool:
    return "video_first" not in at.here.traits


MOST = {
    "near matters": "distance",
    "a low price matters": "cost",
    "soon matters": "openings",
    "your wishes matter": "wishes",
    "experience matters": "experience",
}


@kind("you_said", "card", "page", said=[r"^You said (?P<most>[a-z ]+) most\."])
def you_said(said: Said, at: At) -> bool:
    """Of soon, on a card, only where the clinic names an opening within a week."""
    if at.truth.asked["matters_most"] != MOST[said["most"]]:
        return False
    if not at.about or said["most"] != "soon matters":
        return True
    return any((opening.date() - at.here.today).days <= 7 for opening in at.here.openings or ())


@kind("no_wish_told", "page")
def no_wish_told(said: Said, at: At) -> bool:
    """Times that only rank stand among the wishes, too."""
    asked = at.truth.asked
    return not asked["wishes"] and (not asked["slots"] or asked["slots_required"])


# --- Who almost fits --------------------------------------------------------------------------------------------------
@kind("missing_distance", "near")
def missing_distance(said: Said, at: At) -> bool:
    return at.here.miles > at.truth.asked["radius_miles"]


@kind("missing_price", "near", said=[r"(?P<over>\$[\d,]+) over your limit at (?P<price>\$[\d,]+) a session"])
def missing_price(said: Said, at: At) -> bool:
    limit = at.truth.asked["max_price"]
    return at.here.session == amount(said["price"]) == limit + amount(said["over"])


@kind("missing_times", "near")
def missing_times(said: Said, at: At) -> bool:
    return not set(at.truth.asked["slots"]) & set(at.here.slots)


@kind("missing_wish", "near")
def missing_wish(said: Said, at: At) -> bool:
    return wishes(said["wish"]) <= set(at.truth.asked["musts"]) - set(at.here.traits)


@kind("missing_offer", "near", said=[r"Not offered at this clinic: (?P<what>.+?)$"])
def missing_offer(said: Said, at: At) -> bool:
    """None of what is named is offered there, and all of it was asked for."""
    named: set[int] = set()
    for part in said["what"].split("; "):
        area, _for, concerns = part.partition(", for ")
        if at.truth.asked["areas"] and not at.truth.asked["concerns"]:
            area, concerns = part, ""
        elif not at.truth.asked["areas"]:
            area, concerns = "", part
        for concern in split(concerns) if concerns else [""]:
            found = at.truth.pairs_of(area=area, concern=concern)
            if not found:
                return False
            named |= found
    return not named & set(at.here.pairs)


# --- Side by side -----------------------------------------------------------------------------------------------------
def columns(at: At) -> list[Row]:
    return [at.truth.rows[place] for place in at.page["places"]]


def column(at: At) -> Row:
    return columns(at)[at.about % len(at.page["places"])]


@kind(
    "compared_fit",
    "cell",
    said=[r"^Fits what you asked = (?:All you asked for|(?P<met>\d+) of your (?P<asked>\d+) points)"],
)
def compared_fit(said: Said, at: At) -> bool:
    asked, here = at.truth.asked, column(at)
    codes = {*asked["musts"], *asked["wishes"]}
    points = [bool(set(group["pairs"]) & set(here.pairs)) for group in at.truth.groups]
    points.append(here.miles <= asked["radius_miles"])
    if asked["max_price"] is not None:
        points.append((here.session or 0) <= asked["max_price"])
    if asked["slots"]:
        points.append(bool(set(asked["slots"]) & set(here.slots)))
    points += [code in here.traits for code in codes]
    if "met" not in said:
        return all(points)
    return (int(said["met"]), int(said["asked"])) == (sum(points), len(points))


@kind("compared_best", "cell", said=[r"^(?P<question>[\w ,]+) = .* ! (?P<best>Lowest|Soonest|Nearest|Most)\b"])
def compared_best(said: Said, at: At) -> bool:
    """Nobody beside it is better, and somebody is worse."""
    least, most = at.truth.course
    by = {
        "Whole course": lambda row: any(
            row.course(each) > min(beside.course(each) for beside in columns(at)) for each in (least, most)
        ),
        "First visit": lambda row: any(
            getattr(row, cost) > min(getattr(beside, cost) for beside in columns(at)) for cost in ("fee", "on_top")
        ),
        "Next opening": lambda row: row.opening and (row.opening, row.zone),
        "Distance": lambda row: row.counted,
        "Sessions of this, own count": lambda row: -(row.done or 0),
    }[said["question"]]
    if said["question"] == "Next opening":
        return column(at).opening is not None
    if said["question"] == "Distance" and column(at).placed_by == "zip":
        return False
    known = [by(row) for row in columns(at)]
    return bool(by(column(at)) == min(known) < max(known))


@kind(
    "compared_first_visit",
    "cell",
    said=[r"^First visit = (?P<told>No fee on their profile|\$(?P<amount>[\d,]+), .*?)(?: !.*)?$"],
)
def compared_first_visit(said: Said, at: At) -> bool:
    here = column(at)
    if "amount" not in said:
        return here.fee == 0
    return here.fee == amount(said["amount"]) and ("comes off" in said["told"]) == here.credited


@kind(
    "compared_checks",
    "cell",
    said=[r"^Checks = (?P<passed>\d+) of (?P<total>\d+) checks? passed / Last on (?P<day>.+)$"],
)
def compared_checks(said: Said, at: At) -> bool:
    place = column(at).place
    (proof,) = ask(CHECKS, about=place, on=at.truth.on)
    told = (int(said["passed"]), int(said["total"]), said["day"])
    return told == (proof["passed"], proof["total"], month_day(proof["last"]))
