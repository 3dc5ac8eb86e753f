"""What is true of each place for one search, from one statement that shares nothing with the code under test."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import connection

LISTED = {
    "closed": "here.is_active",
    "npi_out_of_use": "here.npi_deactivated_on IS NULL",
    "held": """NOT EXISTS (SELECT FROM screening_providerhold hold
        WHERE hold.provider_id = here.provider_id AND hold.lifted_at IS NULL)""",
    "excluded": """NOT EXISTS (SELECT FROM exclusions_exclusionhit hit
        WHERE hit.provider_id = here.provider_id AND hit.cleared_at IS NULL AND hit.hides)""",
    "board_says": """NOT EXISTS (SELECT FROM rosters_licensealert alert
        WHERE alert.provider_id = here.provider_id AND alert.cleared_at IS NULL
            AND (alert.reach = 'all' OR alert.reach = 'state' AND alert.state = here.state))""",
    "offers_nothing": "EXISTS (SELECT FROM line WHERE line.place = here.id)",
    "lines_hidden": """EXISTS (SELECT FROM offer WHERE offer.place = here.id)
        OR NOT EXISTS (SELECT FROM line WHERE line.place = here.id)""",
    "not_licensed": """EXISTS (SELECT FROM directory_license l WHERE l.provider_id = here.provider_id
        AND l.status = 'active' AND l.state = here.state AND l.profession = here.profession
        AND l.expires_on >= here.today)""",
    "not_screened": """EXISTS (SELECT FROM screening_screeningcase c WHERE c.provider_id = here.provider_id
        AND c.status = 'approved' AND here.today BETWEEN c.approved_from AND c.approved_until
        AND here.state = ANY (c.states)
        AND '{identity,license,scope,npi,exclusion,sam,insurance,place}' <@ c.required::text[]
        AND (here.profession NOT IN ('rn', 'pa') OR 'supervisor' = ANY (c.required))
        AND NOT EXISTS (SELECT FROM unnest(c.required) needed WHERE NOT EXISTS (
            SELECT FROM screening_screeningcheck k WHERE k.case_id = c.id AND k.kind = needed))
        AND NOT EXISTS (SELECT FROM screening_screeningcheck k WHERE k.case_id = c.id
            AND NOT coalesce(k.result = 'pass' AND k.good_until >= here.today, false))
        AND (NOT EXISTS (SELECT FROM offer WHERE offer.place = here.id AND noted)
            OR EXISTS (SELECT FROM screening_screeningcheck k WHERE k.case_id = c.id AND k.kind = 'products')))""",
    "not_allowed": """EXISTS (SELECT FROM screening_rulereading rule WHERE rule.state = here.state
        AND rule.profession = here.profession AND rule.may_inject AND rule.covers = 'any_injection'
        AND rule.status IN ('sourced', 'verified') AND rule.counts_from <= here.today
        AND (rule.counts_until IS NULL OR rule.counts_until >= here.today)
        AND (here.is_demonstration OR NOT rule.is_demonstration))""",
    "not_confirmed": "here.today - here.confirmed_on < 120",
}
"""Of each reason for which patients may not see a place, by its name: when it does not stand against it."""

OFFERS = """line AS (
    SELECT o.id, o.location_id AS place, o.area_concern_id AS pair, pair.area_id AS area, o.price_per_session AS price,
        o.sessions_done AS done, concern.needs_fda_note AS noted,
        concern.needs_fda_note AND NOT coalesce((SELECT shown FROM products_fatusedecision WHERE outcome = 'signed'
            ORDER BY second_at DESC, id DESC LIMIT 1), false) AS held_back,
        EXISTS (SELECT FROM products_product product JOIN products_productuse used ON used.product_id = product.id,
            unnest(product.keys) key WHERE used.status = 'warned' AND position(key IN regexp_replace(lower(
                normalize(translate(o.product, '™℠', ''), NFKD)), '[^a-z0-9]', '', 'g')) > 0) AS warned
    FROM directory_offering o JOIN treatments_areaconcern pair ON pair.id = o.area_concern_id
    JOIN treatments_concern concern ON concern.id = pair.concern_id
    WHERE o.is_active AND pair.is_active AND (NOT concern.needs_fda_note OR o.product <> '')
), offer AS (
    SELECT id, place, pair, area, price, done, noted FROM line WHERE NOT held_back AND NOT warned
)"""
"""Lines of price lists that patients may see: where the FDA has a note, of a product that is named; and none that is
warned of or held back."""

PLACES = (
    """
WITH RECURSIVE wanted AS (
    SELECT (part->>'n')::int AS n, jsonb_array_elements_text(part->'pairs')::bigint AS pair
    FROM jsonb_array_elements(%(groups)s::jsonb) part
), """
    + OFFERS
    + """, plan AS (
    SELECT id AS place, 0 AS n, '{}'::bigint[] AS pairs FROM directory_practicelocation
    UNION ALL
    SELECT plan.place, plan.n + 1, plan.pairs || offer.pair FROM plan
    JOIN wanted ON wanted.n = plan.n + 1 JOIN offer ON offer.place = plan.place AND offer.pair = wanted.pair
), whole AS (
    SELECT plan.place, row_number() OVER () AS id, plan.pairs FROM plan WHERE plan.n = %(parts)s AND %(parts)s > 0
), dear AS (
    SELECT whole.place, whole.id, offer.area, max(offer.price) AS price, min(offer.done) AS done
    FROM whole JOIN offer ON offer.place = whole.place AND offer.pair = ANY (whole.pairs)
    GROUP BY whole.place, whole.id, offer.area
), priced AS (
    SELECT place, id, sum(price)::int AS session, min(done) AS done FROM dear GROUP BY place, id
), cheapest AS (
    SELECT DISTINCT ON (place) place, session, done FROM priced ORDER BY place, session, done DESC
), here AS (
    SELECT place.*, p.profession, p.gender, p.languages, p.npi_deactivated_on, p.is_demonstration,
        (%(on)s AT TIME ZONE place.time_zone)::date AS today
    FROM directory_practicelocation place JOIN directory_provider p ON p.id = place.provider_id
), ahead AS (
    SELECT here.id AS place, opening AT TIME ZONE here.time_zone AS at
    FROM here CROSS JOIN LATERAL (VALUES (next_opening_at), (second_opening_at)) named (opening)
    WHERE opening >= %(on)s AND here.today - here.hours_confirmed_on <= 14
)
SELECT here.id AS place, here.provider_id AS provider, here.accepting_patients AS accepting, here.clinic_name AS clinic,
    here.city, here.state, here.zip_code, here.placed_by, here.first_visit_fee AS fee, here.phone,
    here.first_visit_fee_credited AS credited, here.hours_confirmed_on AS confirmed, here.today, here.time_zone AS zone,
    round((3958.7613 * 2 * asin(least(1, sqrt(power(sin(radians(here.latitude - %(north)s) / 2), 2)
        + cos(radians(%(north)s)) * cos(radians(here.latitude))
        * power(sin(radians(here.longitude - %(east)s) / 2), 2)))))::numeric, 3)::float8 AS miles,
    cheapest.session, cheapest.done,
    ARRAY(SELECT pair FROM offer WHERE offer.place = here.id ORDER BY 1) AS pairs,
    ARRAY(SELECT DISTINCT slot.name FROM directory_weeklyhours h JOIN (VALUES
        ('weekday_morning', 0, 4, interval '0 h', interval '12 h'), ('weekday_afternoon', 0, 4, '12 h', '17 h'),
        ('weekday_evening', 0, 4, '17 h', '24 h'), ('saturday', 5, 5, '0 h', '24 h'), ('sunday', 6, 6, '0 h', '24 h')
        ) slot (name, first, last, opens, closes) ON h.weekday BETWEEN slot.first AND slot.last
        WHERE h.location_id = here.id AND least(h.closes::interval, slot.closes)
            - greatest(h.opens::interval, slot.opens) >= interval '1 h') AS slots,
    EXISTS (SELECT FROM directory_weeklyhours h WHERE h.location_id = here.id AND h.weekday > 4) AS weekend,
    ARRAY(SELECT 'speaks:' || spoken FROM unnest(here.languages) spoken)
        || CASE WHEN here.profession IN ('md', 'do') THEN '{doctor}' ELSE '{}' END::text[]
        || CASE WHEN here.gender <> '' THEN ARRAY[here.gender::text] ELSE '{}' END
        || CASE WHEN here.step_free_access THEN '{step_free}' ELSE '{}' END::text[]
        || CASE WHEN here.parking_at_door THEN '{parking}' ELSE '{}' END::text[]
        || CASE WHEN here.video_visits THEN '{video_first}' ELSE '{}' END::text[] AS traits,
    (SELECT array_agg(at ORDER BY at) FROM ahead WHERE ahead.place = here.id) AS openings,
    (SELECT json_agg(json_build_array(CASE extract(isodow FROM at) WHEN 6 THEN 'saturday' WHEN 7 THEN 'sunday'
        ELSE 'weekday_' || CASE WHEN at::time < '12:00' THEN 'morning' WHEN at::time < '17:00' THEN 'afternoon'
            ELSE 'evening' END END, at::date)) FROM ahead WHERE ahead.place = here.id) AS named_then,
    ARRAY(SELECT code FROM (VALUES """
    + ", ".join(f"('{code}', {held})" for code, held in LISTED.items())
    + """)
        told (code, held) WHERE held IS NOT TRUE) AS against
FROM here LEFT JOIN cheapest ON cheapest.place = here.id ORDER BY here.id
"""
)
GROUPS = """
SELECT array_agg(pair.id ORDER BY pair.id) AS pairs, array_agg(DISTINCT pair.area_id) AS areas,
    array_agg(DISTINCT pair.concern_id) AS concerns
FROM treatments_areaconcern pair
WHERE pair.is_active AND (%(areas)s::bigint[] = '{}' OR pair.area_id = ANY (%(areas)s))
    AND (%(concerns)s::bigint[] = '{}' OR pair.concern_id = ANY (%(concerns)s))
GROUP BY CASE WHEN %(areas)s::bigint[] = '{}' THEN 0 ELSE pair.area_id END,
    CASE WHEN %(concerns)s::bigint[] = '{}' THEN 0 ELSE pair.concern_id END
ORDER BY 1
"""
ASKED = """
SELECT i.*, (SELECT list_at FROM (SELECT coalesce(done_at, kept_list_at) AS list_at) x) AS list_at, j.matched_count,
    ARRAY(SELECT area_id FROM search_intake_areas a WHERE a.intake_id = i.id) AS areas,
    ARRAY(SELECT concern_id FROM search_intake_concerns c WHERE c.intake_id = i.id) AS concerns
FROM search_intake i JOIN search_matchjob j ON j.intake_id = i.id WHERE i.id = %(intake)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One place as it is for the search. `session`: dollars of all that was asked, None where some is not offered."""

    place: int
    provider: int
    accepting: bool
    clinic: str
    city: str
    state: str
    zip_code: str
    placed_by: str
    fee: int
    phone: str
    credited: bool
    confirmed: date | None
    today: date
    zone: str
    miles: float
    session: int | None
    done: int | None
    pairs: Sequence[int]
    slots: Sequence[str]
    weekend: bool
    traits: Sequence[str]
    openings: Sequence[datetime] | None  # named and to come, by the clinic's clock
    named_then: Sequence[tuple[str, str]] | None  # part of the week and day of each
    against: Sequence[str]  # the reasons for which patients may not see it

    @property
    def listed(self) -> bool:
        return not self.against

    @property
    def counted(self) -> float:
        """Miles as they are compared: of whom only the ZIP code is known, two at least."""
        return max(self.miles, 2.0) if self.placed_by == "zip" else self.miles

    @property
    def opening(self) -> datetime | None:
        return self.openings[0] if self.openings else None

    @property
    def second(self) -> datetime | None:
        return self.openings[1] if self.openings and len(self.openings) > 1 else None

    @property
    def named(self) -> list[tuple[str, date]]:
        return [(part, date.fromisoformat(day)) for part, day in self.named_then or ()]

    @property
    def open_to_all(self) -> bool:
        return self.listed and self.accepting

    @property
    def on_top(self) -> int:
        """Of the first visit, beside the sessions."""
        return max(0, self.fee - (self.session or 0)) if self.credited else self.fee

    def course(self, sessions: int) -> int:
        return (self.session or 0) * sessions + self.on_top


def ask(sql: str, **given: object) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@dataclass
class Truth:
    """What the database says of a search at an instant, asked when a property wants it."""

    intake: int
    on: datetime
    kept: dict[Any, Any] = field(default_factory=dict)

    @cached_property
    def asked(self) -> dict[str, Any]:
        return ask(ASKED, intake=self.intake)[0]

    @cached_property
    def groups(self) -> list[dict[str, Any]]:
        return ask(GROUPS, areas=self.asked["areas"], concerns=self.asked["concerns"])

    @property
    def rows(self) -> Mapping[int, Row]:
        return self.places(self.groups)

    def places(self, groups: Sequence[Mapping[str, Any]]) -> Mapping[int, Row]:
        """Place -> its row, of a search for these groups."""
        told = json.dumps([{"n": n, "pairs": group["pairs"]} for n, group in enumerate(groups, 1)])
        if told not in self.kept:
            where = {"north": self.asked["latitude"], "east": self.asked["longitude"], "on": self.on}
            found = ask(PLACES, groups=told, parts=len(groups), **where)
            self.kept[told] = {row["place"]: Row(**row) for row in found}
        rows: Mapping[int, Row] = self.kept[told]
        return rows

    @cached_property
    def on_list(self) -> list[Row]:
        """Who is on the list for a reader, best first: kept, and neither hidden nor full since."""
        found = ask(
            "SELECT location_id AS place FROM search_match WHERE intake_id = %(intake)s ORDER BY position",
            intake=self.intake,
        )
        return [self.rows[row["place"]] for row in found if self.rows[row["place"]].open_to_all]

    @cached_property
    def course(self) -> tuple[int, int]:
        (plan,) = ask(
            "SELECT sessions_min AS least, sessions_max AS most FROM treatments_sessionplan WHERE slug = 'usual'"
        )
        return plan["least"], plan["most"]

    def pairs_of(self, *, area: str = "", concern: str = "") -> set[int]:
        """Of what was asked, by names in small letters."""
        sql = """SELECT pair.id FROM treatments_areaconcern pair JOIN treatments_area a ON a.id = pair.area_id
            JOIN treatments_concern c ON c.id = pair.concern_id WHERE pair.id = ANY (%(asked)s)
            AND (%(area)s = '' OR lower(a.name_en) = lower(%(area)s))
            AND (%(concern)s = '' OR lower(c.name_en) = lower(%(concern)s))"""
        asked = [pair for group in self.groups for pair in group["pairs"]]
        return {row["id"] for row in ask(sql, asked=asked, area=area, concern=concern)}

    def fits(self, row: Row, *, groups: Any = None, radius: float = 0, limit: int | None = None, times: bool = True,
             without: Collection[str] = ()) -> bool:  # fmt: skip
        """Whether a place meets every need, each of which may be asked for more widely."""
        asked = self.asked
        row = row if groups is None else self.places(groups)[row.place]
        most = asked["max_price"] if limit is None else limit
        return (
            row.open_to_all
            and row.session is not None
            and row.miles <= (radius or asked["radius_miles"])
            and (most is None or row.session <= most)
            and (not times or not asked["slots_required"] or bool(set(asked["slots"]) & set(row.slots)))
            and set(asked["musts"]) - set(without) <= set(row.traits)
        )
