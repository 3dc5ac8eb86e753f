"""Licenses and screening cases that count, in SQL: the dated half of the table of reasons (reasons.py).

Asked in two ways that share every clause: "on this day?", for the gate, and "from when until when?", for snapshots.
"""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Coalesce, Greatest, Least

from caarisma.common.expressions import AnyOf
from providers.directory.enums import LicenseStatus
from providers.directory.models import License
from providers.directory.models.location import last_confirmed_day
from providers.directory.offered import fat_pads_treated
from providers.screening.enums import CaseStatus, CheckKind, CheckResult
from providers.screening.models import RuleReading, ScreeningCase, ScreeningCheck
from providers.screening.rules.required import EVERYONE
from providers.screening.rules.state_rules import ALWAYS_SUPERVISED

BASICS: Final = [kind.value for kind in EVERYONE]
IN_FORCE: Final = {"status": LicenseStatus.ACTIVE, "expires_on__isnull": False}


def mostly(**lookups: object) -> Coalesce:
    """The condition, told to PostgreSQL as one that half of the rows pass. Of array comparisons with values that it
    cannot see while planning it expects 1 row in 200, and then plans nested scans that take seconds."""
    return Coalesce(ExpressionWrapper(Q(**lookups), output_field=BooleanField()), Value(False))


def licenses_that_count() -> QuerySet[License]:
    """Of the provider's own profession, with a last day: an RN license does not carry a lapsed NP one."""
    return License.objects.filter(profession=F("provider__profession"), **IN_FORCE)


def proven_cases(*, on: Combinable | None = None) -> QuerySet[ScreeningCase]:
    """Approved cases with every required check on record and every one on record a pass: good on the day `on`, seen
    from a check's row; None: dates are not looked at. `kinds` are those of the checks on record.

    `required` was worked out at the decision. What everybody needs, and the supervisor of a nurse or a PA, is asked for
    here once more, whatever that list says.
    """
    on_record = ScreeningCheck.objects.filter(case=OuterRef("pk")).order_by()
    is_over = Q() if on is None else Q(good_until__lt=on)
    supervised = Q(provider__profession__in=ALWAYS_SUPERVISED)
    return ScreeningCase.objects.annotate(kinds=ArraySubquery(on_record.values("kind"))).filter(
        mostly(required__contained_by=F("kinds")),
        ~supervised | Q(required__contains=[CheckKind.SUPERVISOR]),
        ~Exists(on_record.filter(~Q(result=CheckResult.PASS) | Q(good_until__isnull=True) | is_over)),
        status=CaseStatus.APPROVED,
        required__contains=BASICS,
    )


def proven_cases_of_place() -> QuerySet[ScreeningCase]:
    """Seen from a location's row (listed.py): those that cover its state and what is treated there, in date with all
    their checks."""
    return (
        proven_cases(on=OuterRef(OuterRef("clinic_date")))
        .alias(fat_pads=ExpressionWrapper(OuterRef("treats_fat_pads"), output_field=BooleanField()))
        .filter(
            mostly(states__contains=[OuterRef("state")]),
            Q(fat_pads=False) | _with_products(),
            provider=OuterRef("provider"),
            approved_from__lte=OuterRef("clinic_date"),
            approved_until__gte=OuterRef("clinic_date"),
        )
    )


def rules_that_let() -> QuerySet[RuleReading]:
    """Seen from a location's row: those of its state that let its provider's license inject on that day. What is made
    up carries made-up people only."""
    return RuleReading.objects.letting().filter(
        Q(counts_until=None) | Q(counts_until__gte=OuterRef("clinic_date")),
        Q(is_demonstration=False) | Q(is_demonstration=OuterRef("provider__is_demonstration")),
        state=OuterRef("state"),
        profession=OuterRef("provider__profession"),
        counts_from__lte=OuterRef("clinic_date"),
    )


def _with_products() -> Exists:
    return Exists(ScreeningCheck.objects.filter(case=OuterRef("pk"), kind=CheckKind.PRODUCTS))


def stretches_of(among: Callable[[str], Q | AnyOf]) -> QuerySet[Any, Any]:
    """(location, first day, last day) while a proven case that covers the location, a license there and a rule of the
    state that lets it inject hold, all three, and the clinic's word that what we show is right.

    A row for each such three, so days may be told twice. A case approved on March 1, whose first check ends on
    October 31, and two licenses in the clinic's state, to June 30 and to December 31: (it, March 1, June 30) and (it,
    March 1, October 31).

    `among`: from the field with a location's id to the filter for those that are wanted. What does not hang on a day is
    `standing_places` of listed.py.
    """
    place = "provider__locations"
    ends = ScreeningCheck.objects.filter(case=OuterRef("pk")).order_by().values("case").values(end=Min("good_until"))
    here = Func(F(f"{place}__state"), template="ARRAY[%(expressions)s]::varchar(2)[]")
    in_force = {f"provider__licenses__{name}": value for name, value in IN_FORCE.items()}
    rows = proven_cases().filter(
        among(place),
        _with_products() | ~fat_pads_treated(OuterRef(place)),
        states__contains=here,
        provider__licenses__state=F(f"{place}__state"),
        provider__licenses__profession=F("provider__profession"),
        **in_force,
    )
    of_the_place = last_confirmed_day(f"{place}__confirmed_on")
    last = Least(
        "approved_until", Subquery(ends), "provider__licenses__expires_on", _of_rule("counts_until"), of_the_place
    )
    allowed = rows.annotate(first=Greatest("approved_from", _of_rule("counts_from")), last=last)
    return _beside_rules(allowed).filter(first__lte=F("last")).order_by().values_list(place, "first", "last")


RULES: Final = RuleReading._meta.db_table


def _of_rule(column: str) -> RawSQL:
    return RawSQL(f"{RULES}.{column}", (), DateField())  # noqa: S611  a name of ours


def _beside_rules(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Joined with the rules that let. The ORM joins along foreign keys only; state and license are none, and a subquery
    for each row costs a second of 80,000."""
    return rows.extra(  # noqa: S610  names of ours
        tables=[RULES],
        where=[
            f"{RULES}.state = directory_practicelocation.state AND {RULES}.profession = directory_provider.profession "
            f"AND {RULES}.lets AND (NOT {RULES}.is_demonstration OR directory_provider.is_demonstration)"
        ],
    )
