"""What the pages of a place, of its proof and of a city say."""

from datetime import datetime, timedelta
from math import ceil
from statistics import median
from typing import Any

from benchmarks.truth.at import At, amount, clock, full_day, month_day, short_day
from benchmarks.truth.facts import OFFERS, ask
from benchmarks.truth.registry import Said, kind

PLACE = """SELECT l.*, CASE WHEN p.profession = 'md' THEN 'Dr. ' ELSE '' END
    || p.first_name || ' ' || p.last_name || ', ' || p.credentials AS name, p.npi, p.languages,
    p.profession, (%(on)s AT TIME ZONE l.time_zone) AS local
    FROM directory_practicelocation l JOIN directory_provider p ON p.id = l.provider_id WHERE l.id = %(about)s"""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PROFESSIONS = {"md": "medical doctor", "np": "nurse practitioner"}
SPOKEN = {"en": "English", "es": "Español", "ko": "한국어"}


def place(at: At) -> dict[str, Any]:
    return ask(PLACE, about=at.about, on=at.truth.on)[0]


def mine(at: At) -> Any:
    return at.truth.rows[at.about]


@kind("place_price", "place", said=[r"^\$(?P<price>[\d,]+) a session$",
                                    r"^\$(?P<low>[\d,]+) to \$(?P<high>[\d,]+) for the course$"])  # fmt: skip
def place_price(said: Said, at: At) -> bool:
    if "price" in said:
        return bool(amount(said["price"]) == mine(at).session)
    return (amount(said["low"]), amount(said["high"])) == tuple(map(mine(at).course, at.truth.course))


@kind("place_opening", "place", said=[
    r"^(?P<told>Takes no new patients now|Ask the clinic for times)$",
    r"^(?P<when>\w{3}, \w{3} \d+, \d+:\d\d [AP]M) \w+(?: Also free: .+)?$",
])  # fmt: skip
def place_opening(said: Said, at: At) -> bool:
    here = mine(at)
    if "told" in said:
        return not here.accepting if said["told"].startswith("Takes") else here.accepting and here.opening is None
    return here.accepting and here.opening and said["when"] == f"{short_day(here.opening)}, {clock(here.opening)}"


@kind("place_second", "place", said=[r"Also free: (?P<when>\w{3}, \w{3} \d+, \d+:\d\d [AP]M) \w+$"])
def place_second(said: Said, at: At) -> bool:
    here = mine(at)
    both = here.opening and here.second
    return both and here.accepting and said["when"] == f"{short_day(here.second)}, {clock(here.second)}"


@kind(
    "place_fee",
    "place",
    said=[r"(?P<told>It comes off the first session\.|It is part of the course cost\.|No fee of its own)"],
)
def place_fee(said: Said, at: At) -> bool:
    here = mine(at)
    if said["told"].startswith("No"):
        return bool(here.fee == 0)
    return here.fee > 0 and said["told"].startswith("It comes off") == here.credited


@kind("place_line", "price line", said=[
    r"^(?P<area>[^:]+): (?P<concern>[^|]+?) \|.*?\$(?P<price>[\d,]+) \| \$(?P<low>[\d,]+) to \$(?P<high>[\d,]+) "
    r"for (?P<least>\d+) to (?P<most>\d+) sessions \| (?P<done>[\d,]+)$",
])  # fmt: skip
def place_line(said: Said, at: At) -> bool:
    sql = f"""WITH {OFFERS} SELECT price, done FROM offer
        JOIN treatments_areaconcern x ON x.id = offer.pair JOIN treatments_area a ON a.id = x.area_id
        JOIN treatments_concern c ON c.id = x.concern_id
        WHERE offer.place = %(about)s AND a.name_en = %(area)s AND c.name_en = %(concern)s"""
    found, here = ask(sql, about=at.about, area=said["area"], concern=said["concern"]), place(at)
    fee, credited = here["first_visit_fee"], here["first_visit_fee_credited"]
    told = [amount(said[name]) for name in ("price", "low", "high", "least", "most", "done")]
    least, most = at.truth.course
    return any(told == [row["price"], *(row["price"] * each + (max(0, fee - row["price"]) if credited else fee)
                                        for each in (least, most)), least, most, row["done"]]
               for row in found)  # fmt: skip


@kind("place_asked", "price line", said=[r"^(?P<area>[^:]+): (?P<concern>[^|]+?) \| What you asked for\b"])
def place_asked(said: Said, at: At) -> bool:
    return bool(at.truth.pairs_of(area=said["area"], concern=said["concern"]))


@kind("place_guide", "place")
def place_guide(said: Said, at: At) -> bool:
    return bool(at.one("SELECT as_of_year FROM treatments_costguide WHERE slug = 'session'") == int(said["year"]))


@kind("place_hours", "day", said=[r"^(?:(?P<today>Today, ))?(?P<day>\w+) \| (?P<spans>.+)$"])
def place_hours(said: Said, at: At) -> bool:
    sql = (
        "SELECT opens, closes FROM directory_weeklyhours WHERE location_id = %(about)s AND weekday = %(day)s ORDER BY 1"
    )
    weekday = DAYS.index(said["day"])
    spans = [f"{clock(row['opens'])} – {clock(row['closes'])}" for row in ask(sql, about=at.about, day=weekday)]
    today = place(at)["local"].weekday() == weekday
    return said["spans"] == (", ".join(spans) or "Closed") and ("today" in said) == today


@kind("place_confirmed", "place")
def place_confirmed(said: Said, at: At) -> bool:
    return said["day"] == full_day(place(at)["hours_confirmed_on"])


@kind("open_now", "place", said=[
    r"^Call, (?P<told>open until|opens at|opens tomorrow at|opens next \w+ at|opens \w+ at) (?P<time>[\d:]+ [AP]M)$",
])  # fmt: skip
def open_now(said: Said, at: At) -> bool:
    """Minute by minute: when it is open next, and until when."""
    local = place(at)["local"]
    sql = "SELECT weekday, opens, closes FROM directory_weeklyhours WHERE location_id = %(about)s"
    spans = [(row["weekday"], row["opens"], row["closes"]) for row in ask(sql, about=at.about)]

    def open_at(moment: datetime) -> bool:
        return any(day == moment.weekday() and opens <= moment.time() < closes for day, opens, closes in spans)

    def short(moment: datetime) -> str:
        return clock(moment).replace(":00 ", " ")

    now = local.replace(second=0, microsecond=0)
    is_open = open_at(local)
    step = next((now + timedelta(minutes=ahead) for ahead in range(1, 8 * 24 * 60)
                 if open_at(now + timedelta(minutes=ahead)) != is_open), None)  # fmt: skip
    if step is None or short(step) != said["time"]:
        return False
    days = (step.date() - local.date()).days
    words = (
        "open until" if is_open else {0: "opens at", 1: "opens tomorrow at", 7: f"opens next {DAYS[step.weekday()]} at"}
    )
    return said["told"] == (words if isinstance(words, str) else words.get(days, f"opens {DAYS[step.weekday()]} at"))


@kind("who", "place", said=[r"^(?P<name>.+) is a (?P<profession>medical doctor|nurse practitioner)\.$",
                            r"^Speaks (?P<languages>.+)$", r"number \(NPI\): (?P<npi>\d+)"])  # fmt: skip
def who(said: Said, at: At) -> bool:
    here = place(at)
    if "npi" in said:
        return bool(said["npi"] == here["npi"])
    if "languages" in said:
        return said["languages"] == ", ".join(SPOKEN[code] for code in here["languages"])
    return (said["name"], said["profession"]) == (here["name"], PROFESSIONS[here["profession"]])


@kind("takes_patients", "city card", "other clinic", said=[r"(?P<told>Takes new patients|Takes no new patients now)\."])
def takes_patients(said: Said, at: At) -> bool:
    """Of the place; on a city's card, of one of the person's places there."""
    places = at.page["places"].get(at.about, [at.about])
    taking = any(at.truth.rows[one].accepting for one in places)
    return taking == (said["told"] == "Takes new patients")


CALLS = """SELECT outcome, day FROM directory_practicelocation l JOIN calls_callreport c ON c.location_id = l.id
    AND c.phone = l.phone WHERE l.id = %(about)s AND c.at <= %(on)s AND c.outcome <> 'nobody'
    ORDER BY c.at DESC, c.id DESC"""


@kind("got_time", "place")
def got_time(said: Said, at: At) -> bool:
    calls = ask(CALLS, about=at.about, on=at.truth.on)
    return bool(calls) and calls[0]["outcome"] == "time" and said["day"] == month_day(calls[0]["day"])


@kind("phone_doubted", "place")
def phone_doubted(said: Said, at: At) -> bool:
    sql = "SELECT count(*) FROM calls_phonequestion WHERE location_id = %(about)s AND answered_at IS NULL"
    return bool(at.one(sql) == 1)


# --- The proof --------------------------------------------------------------------------------------------------------
PROOF = """SELECT c.approved_from AS first, c.approved_until AS last, c.decided_at, k.kind, k.result, k.good_until,
    (k.verified_at AT TIME ZONE l.time_zone)::date AS seen, k.verified_at
    FROM directory_practicelocation l JOIN screening_screeningcase c ON c.provider_id = l.provider_id
    JOIN screening_screeningcheck k ON k.case_id = c.id WHERE l.id = %(about)s AND c.status = 'approved'
    AND l.state = ANY (c.states)
    AND (%(on)s AT TIME ZONE l.time_zone)::date BETWEEN c.approved_from AND c.approved_until"""


def proof(at: At) -> list[dict[str, Any]]:
    return ask(PROOF, about=at.about, on=at.truth.on)


@kind(
    "proof_badge",
    "place",
    "city card",
    said=[r"(?P<passed>\d+) of (?P<total>\d+) checks? passed Last checked (?P<day>.+)$"],
)
def proof_badge(said: Said, at: At) -> bool:
    counted = [row for row in proof(first_place(at) if at.page["places"] else at) if row["kind"] != "products"]
    passed = sum(row["result"] == "pass" for row in counted)
    told = (int(said["passed"]), int(said["total"]), said["day"])
    return told == (passed, len(counted), full_day(max(row["seen"] for row in counted)))


def first_place(at: At) -> At:
    """A city's card is about a person; any of their places there has the same proof."""
    return At(truth=at.truth, about=at.page["places"][at.about][0], page=at.page)


@kind("proof_in_date", "proof")
def proof_in_date(said: Said, at: At) -> bool:
    rows = proof(at)
    first = min(row["last"] for row in rows), min(row["good_until"] for row in rows)
    return said["day"] == full_day(min(first)) and min(first) >= rows[0]["seen"]


@kind("proof_check", "check", said=[r"^(?P<kind>\w+) \| (?P<seen>\w{3} \d+, \d{4}) \| Good until (?P<until>.+)$"])
def proof_check(said: Said, at: At) -> bool:
    told = said["kind"], said["seen"], said["until"]
    return any(told == (row["kind"], full_day(row["seen"]), full_day(row["good_until"]))
               for row in proof(at))  # fmt: skip


@kind("proof_license", "proof", said=[r"^License (?P<state>[A-Z]{2}) (?P<number>\w+)$"])
def proof_license(said: Said, at: At) -> bool:
    sql = """SELECT count(*) FROM directory_license c JOIN directory_practicelocation l ON l.provider_id = c.provider_id
        JOIN directory_provider p ON p.id = l.provider_id AND p.profession = c.profession
        WHERE l.id = %(about)s AND l.state = c.state AND c.status = 'active' AND c.state = %(state)s
        AND c.number = %(number)s AND c.expires_on >= (%(on)s AT TIME ZONE l.time_zone)::date"""
    return bool(at.one(sql, state=said["state"], number=said["number"]))


@kind("proof_approved", "proof", said=[
    r"(?P<told>approved this provider|approved all of this) on (?P<first>\w+ \d+, \d+)",
    r"The approval ends on (?P<last>\w+ \d+, \d+) at the latest",
])  # fmt: skip
def proof_approved(said: Said, at: At) -> bool:
    rows = proof(at)
    if "last" in said:
        return said["last"] == full_day(rows[0]["last"])
    since = any(row["verified_at"] > row["decided_at"] for row in rows)
    return said["first"] == full_day(rows[0]["first"]) and said["told"].endswith("provider") == since


# --- A city -----------------------------------------------------------------------------------------------------------
def in_city(at: At) -> list[Any]:
    return [row for row in at.truth.rows.values() if row.listed and row.city == at.page["city"]]


def middles(rows: Any) -> list[float]:
    """The middle price of each person's list at these places."""
    sql = f"""WITH {OFFERS} SELECT l.provider_id AS provider, offer.price FROM offer
        JOIN directory_practicelocation l ON l.id = offer.place WHERE l.id = ANY (%(places)s)"""
    prices: dict[int, list[int]] = {}
    for row in ask(sql, places=[row.place for row in rows]):
        prices.setdefault(row["provider"], []).append(row["price"])
    return [median(each) for each in prices.values()]


def eight_in_ten(told: list[float], low: int, high: int) -> bool:
    """At least so many are within, and no dollar less at either end would do."""
    needed = ceil(0.8 * len(told))
    return sum(low <= price <= high for price in told) >= needed and low >= int(min(told)) and high <= ceil(max(told))


@kind("city_count", "city")
def city_count(said: Said, at: At) -> bool:
    return int(said["count"]) == len({row.provider for row in in_city(at)})


@kind("city_session", "city card", said=[r"^One session: \$(?P<low>[\d,]+)(?: to \$(?P<high>[\d,]+))?\."])
def city_session(said: Said, at: At) -> bool:
    sql = f"WITH {OFFERS} SELECT min(price) AS low, max(price) AS high FROM offer WHERE place = ANY (%(places)s)"
    (row,) = ask(sql, places=at.page["places"].get(at.about, [at.about]))
    return (amount(said["low"]), amount(said.get("high") or said["low"])) == (row["low"], row["high"])


@kind(
    "city_prices",
    "city",
    said=[r"^8 in 10 of these (?P<count>\d+) providers charge \$(?P<low>[\d,]+) to \$(?P<high>[\d,]+) for"],
)
def city_prices(said: Said, at: At) -> bool:
    told = middles(in_city(at))
    return len(told) == int(said["count"]) and eight_in_ten(told, amount(said["low"]), amount(said["high"]))


@kind("city_too_few", "city")
def city_too_few(said: Said, at: At) -> bool:
    return len({row.provider for row in in_city(at)}) < 20


@kind("cities", "cities", said=[r"^(?P<city>\w+) (?P<count>\d+) providers?$"])
def cities(said: Said, at: At) -> bool:
    listed = {row.provider for row in at.truth.rows.values() if row.listed and row.city == said["city"]}
    return int(said["count"]) == len(listed)
