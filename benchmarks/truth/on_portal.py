"""What a provider's own page says of how it stands."""

from typing import Any

from benchmarks.truth.at import At, full_day
from benchmarks.truth.facts import ask
from benchmarks.truth.registry import Said, kind


def places(at: At) -> list[dict[str, Any]]:
    sql = """SELECT *, (%(on)s AT TIME ZONE time_zone)::date AS today FROM directory_practicelocation
        WHERE provider_id = %(about)s AND is_active ORDER BY id"""
    return ask(sql, about=at.about, on=at.truth.on)


@kind("portal_seen", "portal", said=[r"^Patients (?P<told>can|cannot) see you"])
def portal_seen(said: Said, at: At) -> bool:
    seen = any(row.provider == at.about and row.listed for row in at.truth.rows.values())
    return seen == (said["told"] == "can")


@kind(
    "portal_hours",
    "portal",
    said=[r"^You confirmed your hours on (?P<day>.+)\.$", r"^You have not confirmed your hours\.$"],
)
def portal_hours(said: Said, at: At) -> bool:
    confirmed = [place["hours_confirmed_on"] for place in places(at)]
    return None in confirmed if "day" not in said else said["day"] in {full_day(day) for day in confirmed if day}


@kind(
    "portal_ends",
    "ends",
    said=[
        r"^(?P<what>License in [^|]+, (?P<number>\w+)|Our approval, with what you confirmed)"
        r" \| (?P<told>Until|Ended on) (?P<day>\w{3} \d+, \d{4})"
    ],
)
def portal_ends(said: Said, at: At) -> bool:
    if "number" not in said:
        sql = """SELECT approved_until AS day FROM screening_screeningcase
            WHERE provider_id = %(about)s AND status = 'approved'"""
    else:
        sql = "SELECT expires_on AS day FROM directory_license WHERE provider_id = %(about)s AND number = %(number)s"
    days = [row["day"] for row in ask(sql, about=at.about, number=said.get("number"))]
    today = places(at)[0]["today"]
    past = said["told"] == "Ended on"
    return any(said["day"] == full_day(day) and past == (day < today) for day in days if day)


@kind("portal_waiting", "portal", said=[r"^(?P<count>\d+) requests? waits? for you\.", r"^Nothing waits for you\."])
def portal_waiting(said: Said, at: At) -> bool:
    sql = """SELECT count(*) FROM consultations_request r WHERE provider_id = %(about)s
        AND state IN ('sent', 'seen', 'unanswered')"""
    return bool(at.one(sql) == int(said.get("count", "0")))


@kind("portal_phone", "portal")
def portal_phone(said: Said, at: At) -> bool:
    sql = """SELECT count(*) FROM directory_practicelocation l JOIN calls_phonequestion q ON q.location_id = l.id
        WHERE l.provider_id = %(about)s AND q.answered_at IS NULL AND l.next_opening_at IS NULL"""
    return bool(at.one(sql))


@kind(
    "portal_license",
    "portal licenses",
    said=[
        r"^(?P<end>Ends (?P<day>.+?)|The end date is missing)\. "
        r"(?P<board>Not checked yet|The board says: (?P<status>\w+))"
    ],
)
def portal_license(said: Said, at: At) -> bool:
    rows = ask("SELECT status, expires_on FROM directory_license WHERE provider_id = %(about)s", about=at.about)
    told = said.get("day"), said.get("status", "Reported").lower()
    return told in {(full_day(row["expires_on"]) if row["expires_on"] else None, row["status"]) for row in rows}


@kind("portal_place", "portal places", said=[r"On our map it stands in the middle of (?P<zip>\d+)\."])
def portal_place(said: Said, at: At) -> bool:
    return any(place["placed_by"] == "zip" and place["zip_code"] == said["zip"] for place in places(at))
