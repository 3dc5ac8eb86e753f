"""When the directory changes, the open intakes that it touches get a fresh list, and no others."""

import signal
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from matching.engine import CURRENT
from matching.lists.services.relaxing import relax_by
from matching.search.enums import FinishedBy, JobState
from matching.search.keeping import rematching
from matching.search.keeping.rematching import rematch, rematch_by_date
from matching.search.models import Intake, Match, MatchJob, NearMiss
from matching.search.services import jobs, ranking
from matching.search.services.erasing import erase_intake
from matching.search.services.jobs import (
    JobOutcome,
    finish_due,
    finish_match_job,
    rank_anew_behind,
    request_ranking,
    try_dead_again,
)
from matching.snapshots.models import ListingChange
from providers.directory.models import License, Offering, PracticeLocation
from tests.factories.matching import make_intake, own
from tests.factories.providers import make_listed_location
from tests.matching.conftest import held, kill_group, on_own_connection, wait_until

pytestmark = pytest.mark.django_db

MIAMI = {"latitude": 25.77, "longitude": -80.19}


@pytest.fixture
def listed(now):
    return [make_listed_location(now=now) for _ in range(2)]


def ranked(now, **asked) -> Intake:
    intake = make_intake(now=now, **asked)
    assert finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now) == JobOutcome.DONE
    return intake


def heard(now) -> None:
    """Nothing is news any more."""
    rematch(now=now)
    finish_due(by=FinishedBy.WORKER, seconds=60)
    assert not MatchJob.objects.filter(state=JobState.PENDING).exists()


def pending() -> set[int]:
    return set(MatchJob.objects.filter(state=JobState.PENDING).values_list("intake_id", flat=True))


def locations(intake: Intake) -> set[int]:
    return set(Match.objects.filter(intake=intake).values_list("location_id", flat=True))


class TestWhoIsTouched:
    @pytest.fixture
    def near(self, listed, now):
        intake = ranked(now)
        heard(now)
        return intake

    @pytest.fixture
    def far(self, near, now):
        return ranked(now, **MIAMI)

    def test_who_could_have_a_new_provider(self, near, far, now):
        make_listed_location(now=now)

        rematch(now=now)

        assert pending() == {near.pk}

    def test_who_has_one_that_lost_the_license(self, near, far, listed, now):
        License.objects.filter(provider=listed[0].provider).update(status="revoked", expires_on=None)

        rematch(now=now)

        assert pending() == {near.pk}

    def test_who_could_have_one_that_is_cheaper_now(self, near, far, now):
        dear = make_listed_location(now=now, price=900)
        poor = ranked(now, max_price=200)
        heard(now)
        Offering.objects.filter(location=dear).update(price_per_session=190)

        rematch(now=now)

        assert pending() == {near.pk, poor.pk}

    def test_who_has_one_that_moved_away(self, near, far, listed, now):
        PracticeLocation.objects.filter(pk=listed[0].pk).update(**MIAMI)

        rematch(now=now)

        assert pending() == {near.pk, far.pk}

    def test_nobody_by_what_they_have_heard_of(self, near, now):
        rematch(now=now)

        assert pending() == set()

    def test_nobody_past_the_day_of_deletion_or_given_up(self, near, far, now):
        MatchJob.objects.filter(intake=near).update(state=JobState.DEAD, done_at=None, done_by="")
        make_listed_location(now=now)

        rematch(now=now + timedelta(days=31))

        assert pending() == set()

    def test_everyone_by_a_load(self, near, far, now):
        ListingChange.objects.create(xact=1)

        rematch(now=now)

        assert pending() == {near.pk, far.pk}


def test_more_changes_than_fit_in_one_go_are_all_told(listed, now):
    intake = ranked(now)
    heard(now)
    ListingChange.objects.bulk_create(ListingChange(xact=1, location_id=10**9) for _ in range(1000))
    make_listed_location(now=now)

    rematch(now=now)

    assert pending() == {intake.pk}
    assert not ListingChange.objects.filter(rematched=False).exists()


@pytest.mark.django_db(transaction=True)
def test_whoever_is_ranked_at_this_moment_is_ranked_again(now):
    """The ranking may have read what was before the change, and is not told of it otherwise."""
    make_listed_location(now=now)
    intake = make_intake(now=now)
    heard(now)
    request_ranking(intake_id=intake.pk, now=now)
    with held("search_nearmiss"):
        ranking = threading.Thread(
            target=lambda: on_own_connection(
                lambda: finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
            )
        )
        ranking.start()
        wait_until(lambda: on_own_connection(lambda: MatchJob.objects.get().attempts) == 1)
        new = on_own_connection(lambda: make_listed_location(now=now))
    ranking.join()
    rematch(now=now)
    finish_due(by=FinishedBy.WORKER, seconds=60)

    assert new.pk in locations(intake)


@pytest.mark.django_db(transaction=True)
def test_whoever_is_ranked_while_a_provider_goes_out_of_reach_is_ranked_again(now):
    """Nothing stored names the provider yet, and nothing near the intake tells of them any more."""
    gone = make_listed_location(now=now)
    intake = make_intake(now=now)
    ListingChange.objects.update(rematched=True)
    with held("search_nearmiss") as somebody_waits:
        ranking = threading.Thread(
            target=lambda: on_own_connection(
                lambda: finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
            )
        )
        ranking.start()
        wait_until(somebody_waits)
        on_own_connection(lambda: PracticeLocation.objects.filter(pk=gone.pk).update(**MIAMI))
        telling = threading.Thread(target=lambda: on_own_connection(lambda: rematch(now=now)))
        telling.start()
        wait_until(lambda: not telling.is_alive() or waiting_for_locks() == 2)  # it has read while nothing is stored
    for thread in (ranking, telling):
        thread.join()
    finish_due(by=FinishedBy.WORKER, seconds=60)

    assert locations(intake) == set()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_tell_of_each_change_once_and_lose_none(listed, now):
    intakes = {ranked(now).pk for _ in range(3)}
    heard(now)
    for _ in range(3):
        make_listed_location(now=now)

    crew = [threading.Thread(target=lambda: on_own_connection(lambda: rematch(now=now))) for _ in range(2)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    rematch(now=now)  # what the one who found the other at work left to the next call

    assert pending() == intakes
    assert not ListingChange.objects.filter(rematched=False).exists()


def waiting_for_locks() -> int:
    """How many others wait for somebody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_an_intake_that_is_erased_meanwhile_is_no_error(listed, now):
    gone, stays = ranked(now), ranked(now)
    heard(now)
    make_listed_location(now=now)
    with transaction.atomic():
        erase_intake(intake_id=gone.pk)
        telling = threading.Thread(target=lambda: on_own_connection(lambda: rematch(now=now)))
        telling.start()
        wait_until(waiting_for_locks)
    telling.join()

    assert pending() == {stays.pk}


REMATCH = """
import django
django.setup()
from django.utils import timezone
from matching.search.keeping.rematching import rematch
rematch(now=timezone.now())
"""


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_one_killed_between_marking_and_putting_back_loses_no_change(listed, now, start):
    intake = ranked(now)
    heard(now)
    make_listed_location(now=now)
    with held("search_matchjob") as somebody_waits:
        process = start("-c", REMATCH)
        wait_until(somebody_waits)
        kill_group(process)
        wait_until(lambda: not somebody_waits())
    assert pending() == set()
    assert ListingChange.objects.filter(rematched=False).exists()

    rematch(now=now)

    assert pending() == {intake.pk}


class TestWhatWasGivenUp:
    @pytest.fixture
    def dead(self, listed, now):
        intake = ranked(now)
        MatchJob.objects.update(
            state=JobState.DEAD, attempts=5, kept_list_at=now, done_at=None, done_by="", available_at=now
        )
        return intake

    def test_is_tried_again_after_an_hour_and_shown_meanwhile(self, dead, now, client):
        assert try_dead_again(now=now + timedelta(minutes=59)) == 0
        later = now + timedelta(minutes=61)

        assert try_dead_again(now=later) == 1
        own(client, dead)
        assert client.get(dead.get_absolute_url()).status_code == 200
        assert finish_match_job(job_id=dead.job.pk, by=FinishedBy.WORKER, now=later) == JobOutcome.DONE

    def test_is_given_up_after_one_attempt_that_fails(self, dead, now, poison):
        poison(dead.job)
        later = now + timedelta(hours=2)
        try_dead_again(now=later)

        assert finish_match_job(job_id=dead.job.pk, by=FinishedBy.WORKER, now=later) == JobOutcome.FAILED
        again = later + timedelta(minutes=1)
        assert finish_match_job(job_id=dead.job.pk, by=FinishedBy.WORKER, now=again) == JobOutcome.DEAD
        assert try_dead_again(now=again) == 0
        assert MatchJob.objects.get().list_at == now

    def test_stays_so_when_only_the_person_can_choose_again(self, dead, now):
        MatchJob.objects.update(stopped_for="retired", kept_list_at=None)

        assert try_dead_again(now=now + timedelta(days=1)) == 0


@pytest.mark.django_db(transaction=True)
def test_who_finds_all_due_jobs_in_other_hands_does_not_spin(now, monkeypatch):
    make_listed_location(now=now)
    job = make_intake(now=now).job
    looks = []
    monkeypatch.setattr(jobs, "finish_match_job", lambda **_: looks.append(1) or JobOutcome.BUSY)

    finish_due(by=FinishedBy.WORKER, seconds=1)

    assert looks == [1]
    assert MatchJob.objects.get() == job


class TestTheListMeanwhile:
    @pytest.fixture
    def intake(self, listed, client, now):
        intake = ranked(now)
        own(client, intake)
        heard(now)
        make_listed_location(now=now)
        rematch(now=now)
        assert pending() == {intake.pk}
        return intake

    def test_the_stored_list_is_shown_until_the_new_one_is_there(self, intake, client, now):
        page = client.get(intake.get_absolute_url())

        assert page.status_code == 200
        assert len(page.context["results"].cards) == 2

        finish_due(by=FinishedBy.WORKER, seconds=60)
        assert len(client.get(intake.get_absolute_url()).context["results"].cards) == 3

    def test_the_waiting_page_leads_to_it(self, intake, client):
        response = client.get(reverse("matching:working", args=[intake.token]))

        assert response.headers["Location"] == intake.get_absolute_url()

    def test_the_gate_still_hides_who_lost_the_license(self, intake, listed, client):
        License.objects.filter(provider=listed[0].provider).update(status="revoked", expires_on=None)

        cards = client.get(intake.get_absolute_url()).context["results"].cards

        assert {card.location.pk for card in cards} == {listed[1].pk}

    def test_it_is_as_old_as_it_is(self, intake):
        job = MatchJob.objects.get()

        assert job.list_at is not None
        assert job.done_at is None

    def test_a_need_can_be_let_go_of(self, intake, now):
        job = MatchJob.objects.get()
        job.blocking = [{"relaxation": {"change": "widen_radius", "value": 25}, "providers": 1}]
        job.save()

        relax_by(intake_id=intake.pk, relaxation=job.blocking[0]["relaxation"], now=now)

        assert MatchJob.objects.get().list_at is None  # the list does not answer this, so the person waits

    def test_it_stays_when_it_cannot_be_made_anew(self, intake, client):
        MatchJob.objects.update(state=JobState.DEAD)

        assert client.get(intake.get_absolute_url()).status_code == 200

    def test_who_waits_for_a_first_list_goes_before(self, intake, now):
        first = make_intake(now=now + timedelta(seconds=1)).job

        assert list(MatchJob.objects.due(on=now + timedelta(minutes=1))) == [first, intake.job]


class TestByDate:
    def test_the_place_of_who_lapsed_at_midnight_goes_to_the_next(self, listed, now):
        intake = ranked(now)
        License.objects.filter(provider=listed[0].provider).update(expires_on=now.date() + timedelta(days=2))
        heard(now)

        assert rematch_by_date(now=now + timedelta(days=1)) == 0
        assert rematch_by_date(now=now + timedelta(days=5)) == 1
        finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now + timedelta(days=5))
        assert locations(intake) == {listed[1].pk}
        assert rematch_by_date(now=now + timedelta(days=5)) == 0

    def test_who_begins_on_a_day_comes_onto_the_lists(self, listed, now):
        later = make_listed_location(now=now)
        later.provider.screening_cases.update(approved_from=now.date() + timedelta(days=4))
        intake = ranked(now)
        heard(now)

        assert rematch_by_date(now=now + timedelta(days=2)) == 0
        assert rematch_by_date(now=now + timedelta(days=5)) == 1
        finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now + timedelta(days=5))
        assert later.pk in locations(intake)

    @pytest.mark.parametrize(
        ("zone", "midnight"),
        [("America/New_York", 5), ("America/Los_Angeles", 8), ("Pacific/Honolulu", 10), ("Pacific/Guam", -10)],
    )
    def test_a_listing_begins_at_midnight_where_the_clinic_is_and_is_told_of_then(self, listed, zone, midnight):
        day = datetime(2026, 12, 10, tzinfo=UTC)
        begins = day + timedelta(hours=midnight)
        later = make_listed_location(now=timezone.now(), time_zone=zone)
        later.provider.screening_cases.update(approved_from=day.date())
        before = ranked(begins - timedelta(minutes=30))
        ListingChange.objects.update(rematched=True)

        assert rematch_by_date(now=begins - timedelta(minutes=1)) == 0
        after = ranked(begins + timedelta(minutes=1))
        assert rematch_by_date(now=begins + timedelta(minutes=2)) == 1
        assert pending() == {before.pk}
        assert later.pk in locations(after)

    def test_the_place_of_a_near_miss_that_lapsed_goes_to_the_next(self, listed, now):
        dear = make_listed_location(now=now, price=300)
        License.objects.filter(provider=dear.provider).update(expires_on=now.date() + timedelta(days=2))
        ranked(now)
        heard(now)

        assert rematch_by_date(now=now + timedelta(days=1)) == 0
        assert rematch_by_date(now=now + timedelta(days=5)) == 1

    def test_the_total_of_a_long_list_is_counted_anew_each_day(self, now, monkeypatch):
        monkeypatch.setattr(ranking, "MATCHES_STORED", 1)
        monkeypatch.setattr(rematching, "MATCHES_STORED", 1)
        for miles in (0, 0.05):
            below = make_listed_location(now=now, latitude=37.8088 + miles)
        short, long = ranked(now, **MIAMI), ranked(now)
        License.objects.filter(provider=below.provider).update(expires_on=now.date() + timedelta(days=2))
        heard(now)
        assert MatchJob.objects.get(intake=long).matched_count == 2
        short_at = MatchJob.objects.get(intake=short).done_at

        assert rematch_by_date(now=now + timedelta(hours=23)) == 0
        assert rematch_by_date(now=now + timedelta(days=5)) == 1
        finish_match_job(job_id=long.job.pk, by=FinishedBy.WORKER, now=now + timedelta(days=5))
        assert MatchJob.objects.get(intake=long).matched_count == 1
        assert MatchJob.objects.get(intake=short).done_at == short_at


def everything() -> list[list[tuple[object, ...]]]:
    return [list(model.objects.order_by("pk").values_list()) for model in (Intake, MatchJob, Match, NearMiss)]


class TestTheCommand:
    @pytest.fixture
    def intakes(self, listed, now):
        intakes = [ranked(now, latitude=latitude, longitude=-122.27) for latitude in (37.9, 37.7, 37.8)]
        heard(now)
        MatchJob.objects.update(weights_version="old")
        return intakes

    def test_it_changes_nothing_unless_told_to(self, intakes, capsys):
        before = everything()

        call_command("rerank_intakes")

        said = capsys.readouterr().out
        assert f"other weights than {CURRENT.version}: 3." in said
        assert "Nothing was changed." in said
        assert everything() == before

    def test_it_ranks_all_anew_neighbors_after_each_other(self, intakes, capsys):
        call_command("rerank_intakes", commit=True)

        assert "3 of 3" in capsys.readouterr().out
        jobs = MatchJob.objects.order_by("done_at")
        assert {(job.weights_version, job.state, job.done_by) for job in jobs} == {
            (CURRENT.version, JobState.DONE, FinishedBy.COMMAND)
        }
        assert [job.intake_id for job in jobs] == [intakes[1].pk, intakes[2].pk, intakes[0].pk]

    def test_it_goes_on_where_it_was_stopped(self, intakes, now, capsys):
        MatchJob.objects.filter(intake=intakes[0]).update(weights_version=CURRENT.version)
        rank_anew_behind(intake_ids=[intakes[1].pk], now=now)
        done_at = MatchJob.objects.get(intake=intakes[0]).done_at

        call_command("rerank_intakes", commit=True)

        assert "2 of 2" in capsys.readouterr().out
        assert MatchJob.objects.get(intake=intakes[0]).done_at == done_at
        assert set(MatchJob.objects.values_list("weights_version", flat=True)) == {CURRENT.version}


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_command_killed_in_the_middle_loses_nothing(now, start):
    for _ in range(2):
        make_listed_location(now=now)
    intakes = [ranked(now) for _ in range(3)]
    heard(now)
    MatchJob.objects.update(weights_version="old")
    with held("search_nearmiss") as somebody_waits:
        process = start("manage.py", "rerank_intakes", "--commit")
        wait_until(somebody_waits)
        kill_group(process)
        wait_until(lambda: not somebody_waits())
    assert all(len(locations(intake)) == 2 for intake in intakes)
    assert all(job.list_at for job in MatchJob.objects.all())

    MatchJob.objects.update(available_at=now)
    call_command("rerank_intakes", commit=True)

    assert set(MatchJob.objects.values_list("weights_version", "state")) == {(CURRENT.version, JobState.DONE)}


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
class TestTheCommandAsAProcess:
    @pytest.fixture
    def intakes(self, now):
        for _ in range(2):
            make_listed_location(now=now)
        intakes = [ranked(now, latitude=latitude, longitude=-122.27) for latitude in (37.7, 37.8, 37.9)]
        heard(now)
        MatchJob.objects.update(weights_version="old")
        return intakes

    @pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
    def test_told_to_stop_it_finishes_the_list_at_hand_and_goes_on_there(self, intakes, start, tmp_path, number, code):
        with held("search_nearmiss") as somebody_waits:
            process = start("manage.py", "rerank_intakes", "--commit")
            wait_until(somebody_waits)
            process.send_signal(number)
        assert process.wait(timeout=60) == code
        assert "Stopped after 1 of 3. Run it again to go on." in (tmp_path / "process-0.log").read_text()
        jobs = MatchJob.objects.order_by("intake_id")
        assert [(job.weights_version, job.state) for job in jobs] == [
            (CURRENT.version, JobState.DONE),
            ("old", JobState.PENDING),
            ("old", JobState.PENDING),
        ]
        assert all(job.list_at for job in jobs)
        assert all(len(locations(intake)) == 2 for intake in intakes)

        again = start("manage.py", "rerank_intakes", "--commit")

        assert again.wait(timeout=60) == 0
        log = (tmp_path / "process-1.log").read_text()
        assert log.split("\n") == [
            f"Open intakes with a list of other weights than {CURRENT.version}: 2.",
            f"[{'#' * 40}] 2 of 2",
            "",
            "Done.",
            "",
        ]
        assert set(MatchJob.objects.values_list("weights_version", "state")) == {(CURRENT.version, JobState.DONE)}

    def test_two_at_once_rank_each_list_once(self, intakes, start):
        with held("search_nearmiss") as somebody_waits:
            both = [start("manage.py", "rerank_intakes", "--commit") for _ in range(2)]
            wait_until(somebody_waits)
        assert [process.wait(timeout=60) for process in both] == [0, 0]

        MatchJob.objects.update(available_at=timezone.now())
        call_command("rerank_intakes", commit=True)

        jobs = MatchJob.objects.all()
        assert {(job.weights_version, job.state, job.attempts) for job in jobs} == {(CURRENT.version, JobState.DONE, 1)}
        assert all(len(locations(intake)) == 2 for intake in intakes)
