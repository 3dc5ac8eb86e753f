"""Matching as one ORM query over the project's own tables, given any filter of the place.

The database applies every need and returns the facts of those who pass; `scoring` ranks them. (The score can be
written as annotations too, but the ORM repeats an annotation wherever it is used, and the offerings would be probed six
times for each candidate instead of twice: that was slower.)
"""

import math
from datetime import time
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Count,
    DateField,
    DateTimeField,
    Exists,
    F,
    FloatField,
    Func,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Greatest, Least

from benchmarks.rivals.clusters import Cluster, clusters_of
from benchmarks.rivals.scoring import PACK, Facts, best
from matching.engine import EVENING, NOON, Requirements, Slot
from matching.engine.factors import UNTOLD_MILES
from matching.engine.geography import EARTH_RADIUS_MILES, STEPS_PER_MILE
from providers.directory.enums import PlacedBy, Weekday
from providers.directory.models import Offering, WeeklyHours
from providers.directory.models.location import OPENING_GOOD_FOR
from providers.directory.offered import offered
from providers.directory.traits import TRAITS
from providers.listing.listed import listed_places

WINDOWS = {
    Slot.WEEKDAY_MORNING: (range(Weekday.SATURDAY), time.min, NOON),
    Slot.WEEKDAY_AFTERNOON: (range(Weekday.SATURDAY), NOON, EVENING),
    Slot.WEEKDAY_EVENING: (range(Weekday.SATURDAY), EVENING, time.max),
    Slot.SATURDAY: ((Weekday.SATURDAY,), time.min, time.max),
    Slot.SUNDAY: ((Weekday.SUNDAY,), time.min, time.max),
}


def top(places: QuerySet[Any], requirements: Requirements) -> list[int]:
    """Ids of the best locations, each provider once. `places`: locations that may be near enough."""
    rows = matches(places, requirements)
    return best(requirements, Facts.of(rows, [cluster.choice for cluster in clusters_of(requirements)]))


def matches(places: QuerySet[Any], requirements: Requirements) -> list[tuple[Any, ...]]:
    """Facts of every match, in the order of `Facts`, then one packed column for each cluster."""
    found = listed_places(on=requirements.on, among=places).filter(*map(has_trait, sorted(requirements.musts)))
    found = found.filter(accepting_patients=True).annotate(miles=Miles(requirements))
    found = found.filter(miles__lte=requirements.radius_miles)
    if requirements.slots_required:
        found = found.filter(Exists(_open_in(requirements.slots)))
    packed = []
    for number, cluster in enumerate(clusters_of(requirements)):
        packed.append(f"packed_{number}")
        found = found.annotate(**{packed[-1]: _packed(cluster, requirements.max_price)})
        found = found.filter(**{f"{packed[-1]}__isnull": False})
    facts = {
        "counted": Case(
            When(placed_by=PlacedBy.ZIP, then=Greatest(F("miles"), Value(UNTOLD_MILES))),
            default=F("miles"),
            output_field=FloatField(),
        ),
        "fee": Case(
            When(first_visit_fee_credited=True, then=-F("first_visit_fee")),
            default=F("first_visit_fee"),
            output_field=IntegerField(),
        ),
        "days": _days_to_opening(requirements),
        "slots_met": _count([Q(Exists(_open_in([slot]))) for slot in sorted(requirements.slots)]),
        "wishes_met": _count([has_trait(code) for code in sorted(requirements.wishes)]),
    }
    return list(found.annotate(**facts).order_by().values_list("pk", "provider_id", *facts, *packed))


def has_trait(code: str) -> Q:
    kind, _, language = code.partition(":")
    if language:
        return Q(provider__languages__contains=[language])
    return Q(**{f"{TRAITS[kind].column}__in": sorted(TRAITS[kind].met_by)})


def _open_in(slots: Any) -> QuerySet[Any]:
    """Opening hours that lie at least an hour within one of the slots."""
    within = Q()
    for slot in slots:
        days, start, end = WINDOWS[slot]
        hours = (Least(F("closes"), Value(end)), Greatest(F("opens"), Value(start)))
        long_enough = LongEnough(*hours)
        within |= Q(long_enough, weekday__in=list(days))
    return WeeklyHours.objects.filter(within, location=OuterRef("pk"))


def _packed(cluster: Cluster, limit: int | None) -> Subquery:
    """Price and sessions done of a cluster at a location, in one number, so that one probe gets both. NULL where it is
    not offered, or where a part of it alone is above the limit."""
    offers = Offering.objects.filter(offered(), location=OuterRef("pk"), area_concern__in=cluster.codes)
    if limit is not None:
        offers = offers.filter(price_per_session__lte=limit)
    price, done = Cast("price_per_session", BigIntegerField()), Least(F("sessions_done"), PACK - 1)
    grouped = offers.order_by().values("location")
    if cluster.choice:  # the cheapest; of equals, the most experienced
        return Subquery(grouped.annotate(packed=Min(price * PACK + (PACK - 1 - done))).values("packed"))
    whole = grouped.annotate(held=Count("pk"), packed=Max(price) * PACK + Min(done)).filter(held=len(cluster.codes))
    return Subquery(whole.values("packed"))


def _days_to_opening(requirements: Requirements) -> Case:
    """To the first that is named at a time that was asked for, else to the next. NULL: none, past, or of hours that
    nobody confirmed lately."""

    def days(*dates: Any) -> Func:
        return Func(*dates, template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField())

    believed = Q(LessOrEqual(days(F("clinic_date"), F("hours_confirmed_on")), OPENING_GOOD_FOR.days))
    in_time, whenever = [], []
    for name in ("next_opening_at", "second_opening_at"):
        local = Func(F("time_zone"), F(name), function="timezone", output_field=DateTimeField())
        ahead, waited = (
            Q(**{f"{name}__gte": requirements.on}) & believed,
            days(Cast(local, DateField()), F("clinic_date")),
        )
        in_time += [When(ahead & Q(InSlot(local, slot)), then=waited) for slot in sorted(requirements.slots)]
        whenever.append(When(ahead, then=waited))
    return Case(*in_time, *whenever, default=None, output_field=IntegerField())


class InSlot(Func):
    """Whether a moment of the clinic's clock lies in a slot."""

    output_field = BooleanField()

    def __init__(self, local: Any, slot: Slot) -> None:
        super().__init__(local)
        self.slot = slot

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        (sql, params), (days, start, end) = compiler.compile(self.source_expressions[0]), WINDOWS[self.slot]
        isodow, at = f"extract(isodow FROM {sql}) - 1", f"({sql})::time"
        held = f"({isodow} BETWEEN {min(days)} AND {max(days)} AND {at} >= '{start}' AND {at} < '{end}')"
        return held, [*params] * 3


class LongEnough(Func):
    template, arg_joiner, output_field = "(%(expressions)s >= interval '1 hour')", " - ", BooleanField()


class LessOrEqual(Func):
    template, arg_joiner, output_field = "(%(expressions)s)", " <= ", BooleanField()


def _count(conditions: list[Q]) -> Any:
    counts = [Case(When(condition, then=1), default=0) for condition in conditions]
    return sum(counts[1:], counts[0]) if counts else Value(0)


class Miles(Func):
    """The engine's great-circle miles, in SQL: the same formula, rounded to the same grid."""

    output_field = FloatField()

    def __init__(self, requirements: Requirements) -> None:
        super().__init__(F("latitude"), F("longitude"))
        self.phi, self.longitude = math.radians(requirements.latitude), requirements.longitude

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        (latitude, _), (longitude, _) = (compiler.compile(place) for place in self.source_expressions)
        north = f"sin((radians({latitude}) - %s) / 2) ^ 2"
        east = f"%s * cos(radians({latitude})) * sin(radians({longitude} - (%s)) / 2) ^ 2"
        arc = f"asin(sqrt(least(1.0::float8, {north} + {east})))"
        sql = f"(round(2 * {EARTH_RADIUS_MILES}::float8 * {arc} * {STEPS_PER_MILE}) / {STEPS_PER_MILE})"
        return sql, [self.phi, math.cos(self.phi), self.longitude]
