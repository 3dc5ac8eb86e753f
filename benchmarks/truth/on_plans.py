"""What the planner says: days counted anew by SQL's calendar, money from the price it names."""

import re
from datetime import date, datetime
from math import ceil
from typing import Any

from benchmarks.truth.at import At, amount, short_day, week_day
from benchmarks.truth.facts import ask
from benchmarks.truth.on_places import eight_in_ten, middles
from benchmarks.truth.registry import Said, kind

RANGE = r"\$[\d,]+(?: to \$[\d,]+)?"
DAYS = """WITH RECURSIVE plan AS (SELECT * FROM treatments_sessionplan WHERE slug = 'usual'), session AS (
    SELECT 1 AS n, due, free.day FROM (SELECT %(start)s::date AS due) first
    CROSS JOIN LATERAL (SELECT min(d)::date AS day FROM generate_series(due, due + 10, interval '1 day') d
        WHERE extract(isodow FROM d)::int <> ALL (%(off)s)) free
    UNION ALL
    SELECT session.n + 1, next.due, free.day FROM session CROSS JOIN plan
    CROSS JOIN LATERAL (SELECT session.day + CASE WHEN session.n < plan.first_phase_sessions
        THEN plan.first_phase_gap_days ELSE plan.later_gap_days END AS due) next
    CROSS JOIN LATERAL (SELECT min(d)::date AS day FROM generate_series(next.due, next.due + 10, interval '1 day') d
        WHERE extract(isodow FROM d)::int <> ALL (%(off)s)) free
    WHERE session.n < %(sessions)s
) SELECT n, due, day FROM session ORDER BY n"""
REST = """SELECT min(d)::date AS day FROM treatments_sessionplan p,
    generate_series(%(last)s::date + p.rest_days, %(last)s::date + p.rest_days + 10, interval '1 day') d
    WHERE p.slug = 'usual' AND extract(isodow FROM d)::int <> ALL (%(off)s)"""


def course(at: At, start: date | None = None) -> list[dict[str, Any]]:
    plan = at.page["plan"]
    return ask(DAYS, start=start or plan["start"], sessions=plan["sessions"], off=plan["off"])


def rest(at: At, last: date) -> Any:
    return ask(REST, last=last, off=at.page["plan"]["off"])[0]["day"]


def near(at: At) -> list[Any]:
    return [row for row in at.truth.rows.values() if row.listed and row.miles <= 25]


def price(at: At) -> tuple[int, int]:
    """Of a session of one area: as typed, else as the page says of those near, else the guide's."""
    plan = at.page["plan"]
    if plan["price"]:
        return plan["price"], plan["price"]
    if plan["zip"] and len({row.provider for row in near(at)}) >= 20:
        told = next(line for line in at.page["lines"] if line.startswith("8 in 10"))
        low, *high = (amount(each) for each in re.findall(r"\$[\d,]+", told))
        return low, (high or [low])[0]
    (guide,) = ask("SELECT low, high FROM treatments_costguide WHERE slug = 'session'")
    return guide["low"], guide["high"]


def spelled(low: int, high: int) -> str:
    return f"${low:,}" if low == high else f"${low:,} to ${high:,}"


def total(at: At, sessions: int) -> tuple[int, int]:
    plan = at.page["plan"]

    def one(each: int) -> int:
        each *= plan["areas"]
        on_top = max(0, plan["fee"] - each) if plan["credited"] else plan["fee"]
        return each * sessions + on_top

    low, high = price(at)
    return one(low), one(high)


@kind(
    "plan_span", "plan", said=[r"(?P<count>\d+) sessions, from (?P<first>.+) to (?P<last>\w{3}, \w{3} \d+, \d{4})\.$"]
)
def plan_span(said: Said, at: At) -> bool:
    days = course(at)
    return (int(said["count"]), said["first"], said["last"]) == (
        len(days),
        week_day(days[0]["day"]),
        week_day(days[-1]["day"]),
    )


@kind(
    "plan_cost",
    "plan",
    said=[
        rf"^(?P<count>\d+) sessions at (?P<each>{RANGE}) each\. In all: (?P<total>{RANGE})\."
        r"(?: Each session has (?P<areas>\d+) areas)?"
    ],
)
def plan_cost(said: Said, at: At) -> bool:
    plan, (low, high) = at.page["plan"], price(at)
    each = spelled(low * plan["areas"], high * plan["areas"])
    told = (int(said["count"]), said["each"], said["total"], int(said.get("areas", "1")))
    return told == (plan["sessions"], each, spelled(*total(at, plan["sessions"])), plan["areas"])


@kind("plan_moved", "plan", said=[r"^(?P<to>\w{3}, \w{3} \d+, \d{4}) Moved from (?P<day>.+), when you cannot go$"])
def plan_moved(said: Said, at: At) -> bool:
    return any(said["to"] == week_day(row["day"]) and said["day"] == short_day(row["due"]) and row["due"] != row["day"]
               for row in course(at))  # fmt: skip


@kind("plan_next", "plan", said=[r"^(?P<day>\w{3}, \w{3} \d+, \d{4}) or later"])
def plan_next(said: Said, at: At) -> bool:
    return said["day"] == week_day(rest(at, course(at)[-1]["day"]))


@kind("plan_aside", "plan", said=[rf"^Have (?P<ready>{RANGE}) ready\. The course ends within one month",
                                  rf"^Set aside (?P<each>{RANGE}) a month, (?P<months>\d+) times"])  # fmt: skip
def plan_aside(said: Said, at: At) -> bool:
    """So much, so often, from the first session on: by the last one all is there, and a dollar less would not do."""
    days, (low, high) = course(at), total(at, at.page["plan"]["sessions"])
    sql = """SELECT count(*) AS months FROM generate_series(0, 60) n
        WHERE (%(first)s::date + n * interval '1 month')::date <= %(last)s::date"""
    months = ask(sql, first=days[0]["day"], last=days[-1]["day"])[0]["months"]
    told = said.get("ready") or said["each"]
    return (1 if "ready" in said else int(said["months"])) == months and told == spelled(
        ceil(low / months), ceil(high / months)
    )


@kind(
    "plan_year",
    "plan",
    said=[rf"^A year has room for (?P<count>\d+) sessions at most.*That is (?P<cost>{RANGE})\. It is"],
)
def plan_year(said: Said, at: At) -> bool:
    first = course(at)[0]["day"]
    end = ask("SELECT (%(first)s::date + interval '1 year')::date AS day", first=first)[0]["day"]
    days: list[date] = []
    start = first
    while start < end:
        found = [row["day"] for row in course(at, start)]
        days += [day for day in found if day < end]
        start = rest(at, found[-1])
    return int(said["count"]) == len(days) and said["cost"] == spelled(*total(at, len(days)))


@kind("plan_typed", "plan")
def plan_typed(said: Said, at: At) -> bool:
    return bool(amount(said["price"]) == at.page["plan"]["price"])


@kind("plan_guide", "plan", said=[rf"^Guide price, (?P<year>\d+): (?P<range>{RANGE}) for one session"])
def plan_guide(said: Said, at: At) -> bool:
    (guide,) = ask("SELECT low, high, as_of_year AS year FROM treatments_costguide WHERE slug = 'session'")
    return (int(said["year"]), said["range"]) == (guide["year"], spelled(guide["low"], guide["high"]))


@kind(
    "plan_near", "plan", said=[r"^(?P<count>\d+) listed providers are within (?P<miles>\d+) miles of (?P<zip>\d+)\.$"]
)
def plan_near(said: Said, at: At) -> bool:
    within = [row for row in at.truth.rows.values() if row.listed and row.miles <= int(said["miles"])]
    return int(said["count"]) == len({row.provider for row in within})


@kind(
    "plan_few_near",
    "plan",
    said=[r"^Fewer than (?P<enough>\d+) listed providers are within (?P<miles>\d+) miles of (?P<zip>\d+)\.$"],
)
def plan_few_near(said: Said, at: At) -> bool:
    within = [row for row in at.truth.rows.values() if row.listed and row.miles <= int(said["miles"])]
    return len({row.provider for row in within}) < int(said["enough"])


@kind("plan_range", "plan", said=[rf"^8 in 10 of them charge (?P<range>{RANGE}) for one session of one area\.$"])
def plan_range(said: Said, at: At) -> bool:
    low, *high = (amount(each) for each in said["range"].split(" to "))
    return eight_in_ten(middles(near(at)), low, (high or [low])[0])


@kind(
    "plan_fee",
    "plan",
    said=[r"^The first visit: \$(?P<amount>[\d,]+), (?P<how>and it comes off the first session|paid on top)\.$"],
)
def plan_fee(said: Said, at: At) -> bool:
    plan = at.page["plan"]
    return amount(said["amount"]) == plan["fee"] and said["how"].startswith("and") == plan["credited"]


@kind("plan_month", "plan", said=[r"^(?P<month>\w+ \d{4}), (?P<count>\d+) sessions?$"])
def plan_month(said: Said, at: At) -> bool:
    month = datetime.strptime(said["month"], "%B %Y")  # noqa: DTZ007  a month, not an instant
    return int(said["count"]) == sum(
        (row["day"].year, row["day"].month) == (month.year, month.month) for row in course(at)
    )
