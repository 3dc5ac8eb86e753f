"""One function finishes a match job, once, whoever calls it and however many do."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from matching.engine import CURRENT
from matching.search.enums import FinishedBy, JobState, StoppedFor
from matching.search.models import Match, MatchJob, NearMiss
from matching.search.services import ranking
from matching.search.services.jobs import MAX_ATTEMPTS, JobOutcome, finish_match_job, request_ranking
from providers.directory.enums import LicenseStatus
from providers.directory.models import License
from tests.factories.matching import make_intake
from tests.factories.providers import make_license, make_listed_location, make_location, make_offering, make_screening
from tests.factories.treatments import make_area_concern
from tests.matching.conftest import held, on_own_connection, wait_until

pytestmark = pytest.mark.django_db


def finish(job, now, by=FinishedBy.WORKER):
    return finish_match_job(job_id=job.pk, by=by, now=now)


def test_a_finished_job_has_matches_and_says_who_did_it(now):
    near = make_listed_location(now=now)
    far = make_listed_location(now=now, latitude=37.95)
    job = make_intake(now=now).job

    outcome = finish(job, now, FinishedBy.PAGE)

    job.refresh_from_db()
    assert outcome == JobOutcome.DONE
    assert (job.state, job.done_by, job.done_at, job.attempts) == (JobState.DONE, FinishedBy.PAGE, now, 1)
    assert (job.weights_version, job.matched_count) == (CURRENT.version, 2)
    assert list(Match.objects.values_list("position", "location")) == [(1, near.pk), (2, far.pk)]


def test_a_match_stores_parts_that_sum_to_its_score_and_the_version_of_the_weights(now):
    make_listed_location(now=now)

    finish(make_intake(now=now).job, now)

    match = Match.objects.get()
    assert sum(match.parts.values()) == match.score > 0
    assert match.weights_version == CURRENT.version
    assert match.reasons
    assert match.drawback["code"]
    assert (match.session_price, match.course_low, match.course_high) == (220, 6 * 220, 10 * 220)


def test_a_near_miss_is_stored_with_the_change_that_lets_it_in(now):
    dear = make_listed_location(now=now, price=300)
    job = make_intake(now=now, max_price=250).job

    finish(job, now)

    miss = NearMiss.objects.get()
    job.refresh_from_db()
    assert (miss.location, miss.need, miss.session_price) == (dear, "price", 300)
    assert miss.relaxation == {"change": "raise_limit", "value": 300}
    assert job.blocking == [{"relaxation": {"change": "raise_limit", "value": 300}, "providers": 1}]


def test_thirty_matches_and_four_near_misses_are_stored_and_all_matches_counted(now):
    for _ in range(32):
        make_listed_location(now=now)
    for _ in range(5):
        make_listed_location(now=now, price=300)
    job = make_intake(now=now).job

    finish(job, now)

    job.refresh_from_db()
    assert (Match.objects.count(), job.matched_count, NearMiss.objects.count()) == (30, 32, 4)


def test_a_license_elsewhere_does_not_match_where_the_license_lapsed(now):
    location = make_location(state="CA")
    make_license(location.provider, state="NV", expires_on=now.date() + timedelta(days=900))
    make_license(location.provider, state="CA", expires_on=now.date() - timedelta(days=1))
    make_screening(location.provider, approved_from=now.date(), approved_until=now.date() + timedelta(days=90))
    make_offering(location)
    job = make_intake(now=now).job

    finish(job, now)

    assert not Match.objects.exists()
    assert not NearMiss.objects.exists()


def test_a_license_revoked_while_the_list_is_worked_out_is_not_stored(now):
    make_listed_location(now=now)
    job = make_intake(now=now).job

    def revoke_after_the_last_fact(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if "exclusions_exclusionhit" in sql:
            License.objects.update(status=LicenseStatus.REVOKED, expires_on=None)
        return result

    with connection.execute_wrapper(revoke_after_the_last_fact):
        finish(job, now)

    job.refresh_from_db()
    assert (job.state, job.matched_count, Match.objects.count()) == (JobState.DONE, 0, 0)


def test_a_search_without_anybody_is_done_too(now):
    make_area_concern()
    job = make_intake(now=now).job

    assert finish(job, now) == JobOutcome.DONE
    job.refresh_from_db()
    assert (job.matched_count, job.blocking) == (0, [])


def test_a_job_that_is_done_is_not_ranked_again(now):
    make_listed_location(now=now)
    job = make_intake(now=now).job
    finish(job, now)
    stored = set(Match.objects.values_list("pk", flat=True))

    assert finish(job, now + timedelta(minutes=1)) == JobOutcome.NOTHING
    assert set(Match.objects.values_list("pk", flat=True)) == stored


def test_a_job_that_never_was_is_nothing(now):
    assert finish_match_job(job_id=404, by=FinishedBy.WORKER, now=now) == JobOutcome.NOTHING


def test_a_new_ranking_replaces_the_old_one(now):
    gone = make_listed_location(now=now)
    job = make_intake(now=now).job
    finish(job, now)
    gone.accepting_patients = False
    gone.save()
    come = make_listed_location(now=now)
    later = now + timedelta(hours=1)

    request_ranking(intake_id=job.intake_id, now=later)
    finish(job, later)

    assert [match.location for match in Match.objects.all()] == [come]


def test_asking_for_a_ranking_forgets_the_attempts_of_a_dead_job(now):
    job = make_intake(now=now).job
    MatchJob.objects.update(state=JobState.DEAD, attempts=MAX_ATTEMPTS)

    request_ranking(intake_id=job.intake_id, now=now)

    job.refresh_from_db()
    assert (job.state, job.attempts, job.available_at) == (JobState.PENDING, 0, now)


@pytest.mark.parametrize("moved", [timedelta(seconds=-3), timedelta(days=-1), timedelta(days=1)])
def test_a_first_attempt_waits_for_no_clock_that_is_wrong(now, moved):
    make_area_concern()
    job = make_intake(now=now).job

    assert finish(job, now + moved) == JobOutcome.DONE


def test_a_failed_attempt_is_counted_logged_without_words_and_followed_by_a_pause(now, poison, caplog):
    make_area_concern()
    job = poison(make_intake(now=now).job)

    first, at_once = finish(job, now), finish(job, now + timedelta(seconds=1))

    job.refresh_from_db()
    assert (first, at_once) == (JobOutcome.FAILED, JobOutcome.BUSY)
    assert (job.state, job.attempts) == (JobState.PENDING, 1)
    assert now + timedelta(seconds=2) <= job.available_at <= now + timedelta(seconds=3)
    assert [record.getMessage() for record in caplog.records] == ["match job failed"]


def test_a_poison_job_dies_after_five_attempts_and_the_others_finish(now, poison):
    make_listed_location(now=now)
    jobs = [make_intake(now=now).job for _ in range(4)]
    bad = poison(jobs[1])

    tried = []
    for minute in range(8):
        for job in jobs:
            outcome = finish(job, now + timedelta(minutes=minute))
            tried += [outcome] if job is bad else []

    bad.refresh_from_db()
    assert tried == [JobOutcome.FAILED] * MAX_ATTEMPTS + [JobOutcome.DEAD] * 3
    assert (bad.state, bad.attempts) == (JobState.DEAD, MAX_ATTEMPTS)
    assert MatchJob.objects.filter(state=JobState.DONE).count() == 3


def test_who_asks_for_nothing_that_is_left_in_the_catalog_is_told_to_choose_again(now):
    retired = make_area_concern("face", "fine-lines")
    job = make_intake(now=now).job
    retired.is_active = False
    retired.save()

    outcome = finish(job, now)

    job.refresh_from_db()
    assert outcome == JobOutcome.RETIRED
    assert (job.state, job.stopped_for, job.attempts) == (JobState.DEAD, StoppedFor.RETIRED, 1)


def test_a_retired_choice_that_comes_back_is_ranked_when_asked_for(now):
    service = make_area_concern("face", "fine-lines")
    job = make_intake(now=now).job
    service.is_active = False
    service.save()
    finish(job, now)
    service.is_active = True
    service.save()

    request_ranking(intake_id=job.intake_id, now=now)

    assert finish(job, now) == JobOutcome.DONE
    job.refresh_from_db()
    assert job.stopped_for == ""


def test_superlatives_are_said_of_the_list_that_is_stored(now, monkeypatch):
    """The nearest of all is not on a list of one: who is on it is compared with nobody."""
    monkeypatch.setattr(ranking, "MATCHES_STORED", 1)
    make_listed_location(now=now, latitude=37.83, price=150)
    make_listed_location(now=now, price=600)
    job = make_intake(now=now, max_price=None).job

    finish(job, now)

    job.refresh_from_db()
    (match,) = Match.objects.all()
    assert job.matched_count == 2
    assert not {reason["code"] for reason in match.reasons} & {"nearest", "lowest_course_cost", "most_experience"}


def test_a_failed_ranking_leaves_the_list_as_it_was(now, poison):
    make_listed_location(now=now)
    job = make_intake(now=now).job
    finish(job, now)
    stored = set(Match.objects.values_list("pk", flat=True))
    request_ranking(intake_id=job.intake_id, now=now)
    poison(job)

    assert finish(job, now) == JobOutcome.FAILED
    assert set(Match.objects.values_list("pk", flat=True)) == stored


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_run_inside_a_transaction_where_no_attempt_could_be_counted(now):
    job = make_intake(now=now).job

    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        finish(job, now)


@pytest.mark.django_db(transaction=True)
def test_eight_finishers_at_once_rank_once(now):
    make_listed_location(now=now)
    job = make_intake(now=now).job
    together = threading.Barrier(8)
    outcomes: list[JobOutcome] = []

    def run() -> None:
        together.wait()
        try:
            outcomes.append(finish(job, now))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    job.refresh_from_db()
    assert outcomes.count(JobOutcome.DONE) == 1
    assert set(outcomes) <= {JobOutcome.DONE, JobOutcome.BUSY, JobOutcome.NOTHING}
    assert len(outcomes) == 8
    assert (job.attempts, Match.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_who_comes_while_another_ranks_is_told_so_and_uses_up_no_attempt(now):
    make_listed_location(now=now)
    job = make_intake(now=now).job
    outcomes: list[JobOutcome] = []

    def first() -> None:
        try:
            outcomes.append(finish(job, now))
        finally:
            connection.close()

    thread = threading.Thread(target=first)
    with held("search_nearmiss") as somebody_waits:
        thread.start()
        wait_until(somebody_waits)
        second = on_own_connection(lambda: finish(job, now + timedelta(minutes=1)))
    thread.join()

    job.refresh_from_db()
    assert (second, outcomes) == (JobOutcome.BUSY, [JobOutcome.DONE])
    assert job.attempts == 1
