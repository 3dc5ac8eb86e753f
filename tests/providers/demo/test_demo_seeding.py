"""seed_demo on a database: complete, resumable, and unwilling where it could do harm."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from caarisma.common import advisory
from providers.demo import loading
from providers.demo.loading import CannotSeed, renew_monthly_checks, seed
from providers.demo.people import demonstration_npi
from providers.demo.progress import DemoProgress
from providers.directory.models import License, Offering, PracticeLocation, Provider
from providers.ledger.models import ProviderLook
from providers.ledger.verifying import verify_all
from providers.screening.models import ScreeningCheck
from tests.factories.providers import make_listed_location, make_provider
from tests.factories.treatments import make_area_concern

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 24)


@pytest.fixture
def catalog() -> None:
    make_area_concern("face", "fine-lines")
    make_area_concern("stomach", "fat-pads")


def seeded(providers: int, *, number: int = 1, on: date = ON) -> int:
    return seed(providers=providers, seed=number, on=on, tell=lambda count: None)


def rows_without_ids() -> list[tuple]:
    """What the directory says, whatever numbers the database gave."""
    return [
        *Provider.objects.order_by("npi").values_list("npi", "first_name", "last_name", "slug", "languages"),
        *PracticeLocation.objects.order_by("provider__npi", "zip_code", "line1").values_list(
            "provider__npi", "clinic_name", "latitude", "next_opening_at", "created_at"
        ),
        *Offering.objects.order_by(
            "location__provider__npi", "location__zip_code", "location__line1", "area_concern"
        ).values_list("location__provider__npi", "area_concern", "price_per_session", "sessions_done"),
        *ScreeningCheck.objects.order_by("case__provider__npi", "kind").values_list(
            "case__provider__npi", "kind", "finding", "verified_at", "good_until"
        ),
        *License.objects.order_by("provider__npi", "state").values_list("provider__npi", "state", "expires_on"),
    ]


def start_anew() -> None:
    """Answers of the registry only grow, so rows of theirs go the way in which all tests empty their tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
        cursor.execute("TRUNCATE directory_provider CASCADE; SET LOCAL session_replication_role = origin")


def test_the_directory_has_as_many_providers_as_asked_for(catalog):
    assert seeded(120) == 120
    assert Provider.objects.filter(is_demonstration=True).count() == 120


def test_the_same_seed_and_day_give_the_same_directory(catalog):
    seeded(60)
    first = rows_without_ids()
    start_anew()

    seeded(60)

    assert rows_without_ids() == first


def test_a_second_run_adds_nobody(catalog):
    seeded(50)

    assert seeded(50) == 0
    assert Provider.objects.count() == 50


def test_a_run_that_was_stopped_goes_on_to_the_same_end(catalog, monkeypatch):
    monkeypatch.setattr(loading, "STEP", 25)
    seeded(100)
    whole = rows_without_ids()
    start_anew()

    def stop_after_fifty(count: int) -> None:
        if count == 50:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seed(providers=100, seed=1, on=ON, tell=stop_after_fifty)

    assert seeded(100) == 50
    assert rows_without_ids() == whole


def test_without_a_catalog_nothing_is_made():
    with pytest.raises(CannotSeed, match="load_catalog"):
        seeded(10)


def test_beside_the_directory_of_another_seed_nothing_is_made(catalog):
    seeded(10)

    with pytest.raises(CannotSeed, match="another demonstration directory"):
        seeded(20, number=2)


def test_among_real_screened_providers_nothing_is_made(catalog, now):
    make_listed_location(now=now)

    with pytest.raises(CannotSeed, match="real"):
        seeded(10)


def test_unlisted_real_profiles_stay_as_they_are(catalog):
    real = make_provider(first_name="Real")

    seeded(10)

    unchanged = Provider.objects.get(pk=real.pk)
    assert (unchanged.first_name, unchanged.updated_at) == ("Real", real.updated_at)


def test_a_clash_undoes_the_whole_step_and_says_why(catalog):
    make_provider(npi=demonstration_npi(5, 1))

    with pytest.raises(CannotSeed, match="clashes"):
        seeded(10)
    assert not Provider.objects.filter(is_demonstration=True).exists()


def test_only_one_run_at_a_time(catalog):
    other = connection.copy()
    with advisory.held(advisory.Lock.SEED_DEMO, by=other) as theirs:
        assert theirs
        with pytest.raises(CannotSeed, match="Another seed_demo"):
            seeded(10)
    other.close()


# --- The command ----------------------------------------------------------------------------------------------------
def told(**options: object) -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out, **options)
    return out.getvalue()


def test_outside_a_demonstration_it_refuses(catalog, settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="not a demonstration"):
        told(providers=10)
    assert not Provider.objects.exists()


def test_force_is_for_benchmarks(catalog, settings):
    settings.DEMO = False

    assert "10 providers added" in told(providers=10, force=True)


def test_if_empty_leaves_a_directory_alone(catalog, settings):
    settings.DEMO = True
    told(providers=10)

    assert "10 providers are there" in told(providers=20, if_empty=True)
    assert Provider.objects.count() == 10


def test_if_empty_fills_an_empty_one(catalog, settings):
    settings.DEMO = True

    assert "20 providers added" in told(providers=20, if_empty=True)


def test_what_stands_in_the_way_is_told_in_plain_words(settings):
    settings.DEMO = True

    with pytest.raises(CommandError, match=r"manage\.py load_catalog"):
        told(providers=10)


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_one_line_that_renews_itself():
    out = Terminal()
    progress = DemoProgress(4000, "providers", out)

    for done in (0, 2000, 4000):
        progress.show(done)

    assert out.getvalue().count("\n") == 1
    assert "\r\x1b[K 50%  2,000 of 4,000 providers" in out.getvalue()


def test_a_log_file_gets_no_line_a_step():
    out = StringIO()
    progress = DemoProgress(4000, "providers", out)

    for done in (0, 1000, 2000, 3000, 4000):
        progress.show(done)

    assert out.getvalue().startswith("100%  4,000 of 4,000 providers")
    assert out.getvalue().count("\n") == 1


def test_a_month_later_the_ledger_has_it_once(catalog):
    seeded(20)
    before = ProviderLook.objects.count()

    moved = renew_monthly_checks(on=ON + timedelta(days=31))

    # each check, and the list or the answer that it rests on where the machine looked
    added = ProviderLook.objects.count() - before
    assert moved < added < 2 * moved
    assert [one for _done, some in verify_all() for one in some] == []
