"""Puts the demonstration directory into the database: in bulk, in steps that can be stopped and taken up again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Final

from django.db import IntegrityError, transaction

from caarisma.accounts.models import User
from caarisma.common.advisory import Lock, held
from caarisma.common.append_only import let_times_be_made_up
from caarisma.common.errors import UserFacingError
from providers.demo.days import exclusion_file
from providers.demo.directory import Setting, make_batch
from providers.demo.evidence import ask_again, award_page, compare_again, keep_pages, keep_saved_pages, make_lists
from providers.demo.looks import WITH_A_YEAR, WITH_LOOKS, add_a_year, hold_ledger, tell_ledger
from providers.demo.offerings import DemoService
from providers.demo.people import demonstration_npi
from providers.demo.rules import add_made_up_rules
from providers.demo.screening import monthly_words
from providers.demo.spread import us_spread
from providers.demo.tables import TABLES, analyze, copy_batch
from providers.directory.models import Provider
from providers.exclusions.models import ExclusionHit
from providers.ledger.models import ProviderLook
from providers.screening.enums import CaseStatus, CheckKind, CheckResult
from providers.screening.models import ScreeningCase, ScreeningCheck
from providers.screening.rules.time_limits import MONTHLY
from treatments.models import AreaConcern

STEP: Final = 2_000  # providers in one transaction: about 10 MB in Python, whatever the size of the directory
STAFF_EMAIL: Final = "vetting@demo.caarisma.example"
SECOND_STAFF_EMAIL: Final = "second@demo.caarisma.example"


class CannotSeed(UserFacingError):
    """The database is not one that the demonstration directory may go into."""


def providers_there() -> int:
    """How many demonstration providers there are."""
    return Provider.objects.filter(is_demonstration=True).count()


def seed(*, providers: int, seed: int, on: date, tell: Callable[[int], None]) -> int:
    """Bring the directory to `providers` and return how many were added.

    `tell` hears how many there are, at first and after each step. What the same seed already made stays and is added
    to. CannotSeed when there is no catalog, when other demonstration data or screened people are there, or when another
    run is at it.
    """
    let_times_be_made_up()
    with _one_at_a_time():
        there = _first_missing(seed)
        # The catalog's order, not its ids: those differ between databases, and would change every later draw.
        setting = Setting(
            seed=seed,
            on=on,
            services=_services(),
            staff_id=demo_staff().pk,
            second_staff_id=demo_staff(SECOND_STAFF_EMAIL).pk,
            spread=us_spread(),
        )
        add_made_up_rules(on=on, staff_id=setting.staff_id, second_staff_id=setting.second_staff_id)
        tell(there)
        for start in range(there, providers, STEP):
            stop = min(start + STEP, providers)
            _load(setting, range(start, stop), first=start == there)
            tell(stop)
    if providers > there:  # or the first searches after a large load run on plans for an empty table
        analyze(*(table.model for table in TABLES.values()), ProviderLook)
    return max(0, providers - there)


def demo_staff(email: str = STAFF_EMAIL) -> User:
    """The member of staff who made every decision. Cannot sign in until create_demo_logins gives a password."""
    staff = User.objects.filter(email=email).first()
    return staff or User.objects.create_user(email, is_staff=True)


def renew_monthly_checks(*, on: date) -> int:
    """Look again at what is looked up each month, as a desk does: the lists and the registry. Returns how many checks
    moved.

    Without it a demonstration that is kept would be empty after two months. An approval that ran out stays as it was.
    """
    return sum(_renew(kind, on) for kind in MONTHLY)


@transaction.atomic
def _renew(kind: CheckKind, on: date) -> int:
    listed, good_until = exclusion_file(on)
    old = ScreeningCheck.objects.filter(
        case__provider__is_demonstration=True,
        case__status=CaseStatus.APPROVED,
        case__approved_until__gte=on,
        kind=kind,
        result=CheckResult.PASS,
        report_date__lt=listed,
    )
    if kind == CheckKind.EXCLUSION:  # nothing is renewed while a match is open
        old = old.exclude(case__provider__in=ExclusionHit.objects.open().values("provider"))
    checks, at = list(old.values_list("pk", flat=True)), datetime.combine(listed, time(17), tzinfo=UTC)
    providers = list(old.order_by().values_list("case__provider", flat=True).distinct())
    hold_ledger()
    if kind == CheckKind.NPI:
        ask_again(checks, at=at, good_until=good_until)
    evidence: dict[str, int] = {}
    if kind == CheckKind.EXCLUSION:
        evidence["exclusion_list"] = make_lists({listed}, staff_id=demo_staff().pk)[listed]
        compare_again(checks, list_id=evidence["exclusion_list"], at=at)
    if kind == CheckKind.SAM:
        evidence["source_page"] = award_page(listed, staff_id=demo_staff().pk)
    renewed = ScreeningCheck.objects.filter(pk__in=checks).update(
        source=monthly_words(kind, listed)[1],
        report_date=listed,
        verified_at=at,
        good_until=good_until,
        **evidence,
    )
    tell_ledger(providers)
    return renewed


def _first_missing(seed: int) -> int:
    """The number of the first provider to make: all before it are there, none after it."""
    if ScreeningCase.objects.filter(provider__is_demonstration=False).exists():
        raise CannotSeed("This database holds screened providers who are real. Made-up ones must not stand among them.")
    there = providers_there()
    if there == 0:
        return 0
    last, following = (
        Provider.objects.filter(npi=demonstration_npi(index, seed)).exists() for index in (there - 1, there)
    )
    if not last or following:
        raise CannotSeed("There is another demonstration directory. Drop it first (make reset), or give its seed.")
    return there


def _services() -> tuple[DemoService, ...]:
    rows = AreaConcern.objects.filter(is_active=True).values_list("pk", "area__slug", "concern__slug")
    services = tuple(DemoService(*row) for row in rows.order_by("area__position", "concern__position", "pk"))
    if not services:
        raise CannotSeed("The catalog of areas and concerns is empty. Load it first: manage.py load_catalog")
    return services


def _load(setting: Setting, indexes: range, *, first: bool) -> None:
    batch = make_batch(setting, indexes)
    try:
        with transaction.atomic():
            hold_ledger()
            place = TABLES["checks"].columns.index("exclusion_list_id")
            days = {row[place] for row in batch.rows["checks"]} - {None} | {exclusion_file(setting.on)[0]}
            lists = make_lists(days, staff_id=setting.staff_id)
            _say(copy_batch(batch, lists=lists, count=first), setting, indexes)
    except IntegrityError as error:
        detail = error.__cause__.diag.message_detail if error.__cause__ else ""  # type: ignore[attr-defined]
        raise CannotSeed(f"A made-up provider clashes with what is there, so this step was undone. {detail}") from error
    keep_pages(batch.pages)
    keep_saved_pages(batch.saved)


def _say(providers: list[int], setting: Setting, indexes: range) -> None:
    """To the ledger, of the first ones of the directory."""
    told = providers[: max(0, WITH_LOOKS - indexes.start)]
    add_a_year(told[: max(0, WITH_A_YEAR - indexes.start)], on=setting.on, staff_id=setting.staff_id)
    tell_ledger(told)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with held(Lock.SEED_DEMO) as mine:
        if not mine:
            raise CannotSeed("Another seed_demo is at work on this database. Wait for it.")
        yield
