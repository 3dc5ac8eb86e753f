"""What changes when a reading counts: who is hidden, who is shown, and who is told. Asked of listing beforehand."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db.models import DateField, Exists, F, Q, QuerySet, Value

from providers.directory.models import PracticeLocation, Provider
from providers.directory.offered import fat_pads_treated
from providers.listing.proven import rules_that_let
from providers.listing.reasons import REASONS, clauses_of
from providers.screening.enums import OPEN_CASES
from providers.screening.models import RuleReading, ScreeningCase
from providers.screening.rules.due import OFFICE_ZONE
from providers.screening.rules.state_rules import RULE_CARRIES_FOR, Covers

ALL_BUT_THE_RULE = tuple(reason for reason in REASONS if reason.code != "not_allowed")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEffect:
    """From `day` on. `seen` names it, so that nobody confirms another effect than they were shown."""

    day: date
    last_day: date
    hidden: tuple[PracticeLocation, ...]  # with their providers
    shown: tuple[PracticeLocation, ...]
    waiting: int  # providers with an open case and a clinic there
    told: frozenset[int]  # ids of providers with an account

    @property
    def seen(self) -> str:
        """Of another day, another end or another place the words are others."""
        parts = (self.day, self.last_day, *([place.pk for place in group] for group in (self.hidden, self.shown)))
        return sha256(repr(parts).encode()).hexdigest()[:32]

    @property
    def is_over(self) -> bool:
        return self.last_day < self.day


def effect_of(reading: RuleReading, *, now: datetime) -> RuleEffect:
    """If it were confirmed now. Saved or not: nothing is written."""
    today = now.astimezone(OFFICE_ZONE).date()
    read_on = reading.read_on or today
    day = max(reading.effective_from or today, read_on, today)
    last = min(read_on + RULE_CARRIES_FOR, reading.effective_to or date.max, _before_the_next(reading, day))
    before, after = _listed(reading, day), _listed_after(reading, day)
    hidden, shown = _of(before.exclude(pk__in=after.values("pk"))), _of(after.exclude(pk__in=before.values("pk")))
    waiting = set(waiting_there(reading.state, reading.profession).values_list("provider", flat=True))
    touched = {place.provider_id for place in (*hidden, *shown)} | waiting
    told = Provider.objects.filter(pk__in=touched, user__is_active=True).values_list("pk", flat=True)
    return RuleEffect(day=day, last_day=last, hidden=hidden, shown=shown, waiting=len(waiting), told=frozenset(told))


def _before_the_next(reading: RuleReading, day: date) -> date:
    """The day before a law begins that two people have read already (rule_reading_replaces). To correct that one, a
    reading begins on its day."""
    later = RuleReading.objects.counting().filter(
        Q(counts_until=None) | Q(counts_until__gte=F("counts_from")), state=reading.state,
        profession=reading.profession, counts_from__gt=day,
    )  # fmt: skip
    if reading.is_demonstration:
        later = later.filter(is_demonstration=True)
    first = later.order_by("counts_from").values_list("counts_from", flat=True).first()
    return first - timedelta(days=1) if first else date.max


def waiting_there(state: str, profession: str) -> QuerySet[ScreeningCase]:
    """Open cases of that license whose provider has a clinic or a license in the state."""
    there = Q(provider__locations__state=state) | Q(provider__licenses__state=state)
    return ScreeningCase.objects.filter(there, status__in=OPEN_CASES, provider__profession=profession).distinct()


def _places(reading: RuleReading, day: date) -> QuerySet[PracticeLocation]:
    """Of that license there, against which nothing else stands on that day. What is made up is about made-up people."""
    made_up = Q(provider__is_demonstration=True) if reading.is_demonstration else Q()
    dated = PracticeLocation.objects.filter(
        made_up, state=reading.state, provider__profession=reading.profession
    ).alias(clinic_date=Value(day, DateField()), treats_fat_pads=fat_pads_treated())
    return dated.filter(*clauses_of(ALL_BUT_THE_RULE))


def _listed(reading: RuleReading, day: date) -> QuerySet[PracticeLocation]:
    return _places(reading, day).filter(Exists(rules_that_let()))


def _listed_after(reading: RuleReading, day: date) -> QuerySet[PracticeLocation]:
    """A reading ends what stood before it, and one that is made up nothing real (rule_reading_replaces)."""
    places = _places(reading, day)
    if _would_let(reading):
        return places
    real = Exists(rules_that_let().filter(is_demonstration=False))
    return places.filter(real) if reading.is_demonstration else places.none()


def hidden_after(reading: RuleReading) -> tuple[PracticeLocation, ...]:
    """The places that nothing but this reading's end hides, on the day after it, if nobody reads the law before."""
    assert reading.counts_until is not None
    day = reading.counts_until + timedelta(days=1)
    places, kept = _places(reading, day), _listed(reading, day)
    return _of(places.exclude(pk__in=kept.values("pk")))


def _would_let(reading: RuleReading) -> bool:
    return reading.may_inject and reading.covers == Covers.ANY_INJECTION


def _of(places: QuerySet[PracticeLocation]) -> tuple[PracticeLocation, ...]:
    return tuple(places.select_related("provider").order_by("provider__last_name", "pk"))
