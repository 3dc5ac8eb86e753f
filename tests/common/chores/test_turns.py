"""One table of chores, shared by all sweepers: who does what when, and how it went."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.utils import timezone

from caarisma.common import request_id
from caarisma.common.advisory import Lock, held
from caarisma.common.chores.declaring import HOUR, Chore, Look
from caarisma.common.chores.models import ChoreRun
from caarisma.common.chores.turns import UNFINISHED, Turns, declare, forget_machines

pytestmark = pytest.mark.django_db(transaction=True)

Done = list[str]


def sweeper(*chores: Chore, machine: str = "here") -> Turns:
    return Turns(chores, machine=machine, every=timedelta(), grace=timedelta())


def noted(done: Done, name: str = "dust", **how: object) -> Chore:
    return Chore(name=name, run=lambda _look: done.append(name), **{"every": HOUR, **how})


def run_of(name: str = "dust") -> ChoreRun:
    return ChoreRun.objects.get(name=name)


def ago(**moved: object) -> None:
    """As if it had begun earlier."""
    by = timedelta(**moved)
    for run in ChoreRun.objects.all():
        for field in ("last_started_at", "last_well_at", "last_failed_at", "declared_at"):
            if value := getattr(run, field):
                setattr(run, field, value - by)
        run.save()


def test_a_chore_is_done_at_once_and_then_once_a_period_across_machines():
    done: Done = []
    here, there = sweeper(noted(done)), sweeper(noted(done), machine="there")

    for _look in range(3):
        here.look()
        there.look()
    assert done == ["dust"]

    ago(minutes=61)
    there.look()
    here.look()
    assert done == ["dust", "dust"]


def test_a_sweeper_that_starts_anew_does_not_do_all_again():
    done: Done = []
    sweeper(noted(done)).look()

    sweeper(noted(done)).look()

    assert done == ["dust"]


def test_two_at_the_same_moment_do_it_once():
    done: Done = []
    barrier = threading.Barrier(2)

    def look() -> None:
        try:
            turns = sweeper(noted(done))
            turns._rows()
            barrier.wait(10)
            turns.look()
        finally:
            connection.close()

    both = [threading.Thread(target=look) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert done == ["dust"]


def test_nobody_waits_for_who_is_at_it():
    done: Done = []
    turns = sweeper(noted(done), noted(done, "sweep"))
    turns._rows()
    other = connection.copy()
    with held(Lock.CHORE, run_of("dust").pk, by=other) as theirs:
        assert theirs
        turns.look()
    other.close()

    assert done == ["sweep"]


def test_what_is_for_each_machine_is_done_by_each_at_its_own_pace():
    done: Done = []
    here, there = (sweeper(noted(done, everywhere=True), machine=machine) for machine in ("here", "there"))

    for _look in range(2):
        here.look()
        there.look()

    assert done == ["dust", "dust"]
    assert set(ChoreRun.objects.values_list("machine", flat=True)) == {"here", "there"}


def test_a_clock_that_was_set_back_stops_nothing_for_long():
    done: Done = []
    sweeper(noted(done)).look()
    ago(days=-3)

    sweeper(noted(done)).look()

    assert done == ["dust", "dust"]


def fails(error: Exception) -> Callable[[Look], object]:
    def run(_look: Look) -> object:
        raise error

    return run


def test_one_that_fails_is_counted_by_its_class_alone_and_keeps_no_other(caplog):
    done: Done = []
    turns = sweeper(
        Chore(name="bad", every=timedelta(), run=fails(ValueError("ana@example.com"))), noted(done, every=timedelta())
    )

    for _look in range(3):
        turns.look()

    bad = run_of("bad")
    assert (len(done), bad.failures, bad.last_error, bad.last_well_at) == (3, 3, "ValueError", None)
    assert "ana@example.com" not in "".join(str(vars(run)) for run in ChoreRun.objects.all())
    assert [record.task for record in caplog.records if record.getMessage() == "chore failed"] == ["bad"] * 3


def test_once_it_goes_well_the_count_begins_anew_and_the_last_error_stays_to_be_read():
    outcomes = iter([fails(ValueError()), lambda _look: None])
    turns = sweeper(Chore(name="dust", every=timedelta(), run=lambda look: next(outcomes)(look)))

    turns.look()
    turns.look()

    run = run_of()
    assert (run.failures, run.last_error) == (0, "ValueError")
    assert run.last_well_at > run.last_failed_at
    assert run.took_ms is not None


def test_a_session_that_breaks_amid_a_chore_is_counted_and_the_next_chore_has_a_new_one():
    def cut(_look: Look) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    done: Done = []
    turns = sweeper(Chore(name="cut", every=HOUR, run=cut), noted(done))

    turns.look()

    assert done == ["dust"]
    assert (run_of("cut").failures, run_of("cut").last_error) == (1, "OperationalError")


def test_a_database_that_is_away_is_outlived(monkeypatch, caplog):
    done: Done = []
    turns = sweeper(noted(done))
    with monkeypatch.context() as patch:
        patch.setattr(turns, "_rows", lambda: (_ for _ in ()).throw(OperationalError()))
        assert turns.look() is False

    turns.look()

    assert done == ["dust"]
    assert "database away" in caplog.text


def test_who_was_killed_amid_it_is_told_of_and_others_get_their_turn_first():
    """Else a chore that kills its process would be the only one that a sweeper ever does."""
    done: Done = []
    turns = sweeper(noted(done))
    turns._rows()
    ChoreRun.objects.update(last_started_at=timezone.now())  # and then nothing

    turns.look()
    assert done == []

    ago(minutes=61)
    turns.look()
    assert done == ["dust"]
    assert run_of().last_error == UNFINISHED


def test_a_sweeper_that_is_told_to_stop_gives_its_turn_back():
    done: Done = []
    with pytest.raises(SystemExit):
        sweeper(Chore(name="dust", every=HOUR, run=fails(SystemExit(0)))).look()

    sweeper(noted(done)).look()

    assert done == ["dust"]
    assert run_of().failures == 0


def test_what_says_that_more_waits_is_done_again_without_a_pause():
    left = iter([True, True, None])
    turns = sweeper(Chore(name="dust", every=HOUR, run=lambda _look: next(left)))

    assert [turns.look(), turns.look(), turns.look(), turns.look()] == [True, True, False, False]


def test_a_table_that_somebody_emptied_is_filled_again():
    done: Done = []
    turns = sweeper(noted(done))
    turns.look()
    ChoreRun.objects.all().delete()

    turns.look()

    assert done == ["dust", "dust"]


def test_the_table_follows_the_list():
    done: Done = []
    declare([noted(done, "old"), noted(done)], now=timezone.now())

    declare([noted(done, every=2 * HOUR), noted(done, "tend", everywhere=True)], now=timezone.now())
    assert list(ChoreRun.objects.values_list("name", "machine", "every")) == [("dust", "", 7200)]

    sweeper(noted(done), noted(done, "tend", everywhere=True)).look()
    assert set(ChoreRun.objects.values_list("name", "machine")) == {("dust", ""), ("tend", "here")}


def test_a_machine_that_stops_says_goodbye_and_a_lost_one_is_forgotten_in_a_day():
    stopped: Done = []
    chore = noted([], everywhere=True, stop=lambda: stopped.append("stopped"))
    leaves, stays = sweeper(chore, machine="leaves"), sweeper(chore, machine="stays")
    leaves.look()
    stays.look()

    leaves.end()
    assert (stopped, ChoreRun.objects.get().machine) == (["stopped"], "stays")

    assert forget_machines(now=timezone.now() + timedelta(hours=23)) == 0
    assert forget_machines(now=timezone.now() + timedelta(hours=25)) == 1


@pytest.mark.parametrize(
    ("every", "silent", "late"),
    [
        (HOUR, timedelta(hours=2, minutes=59), False),
        (HOUR, timedelta(hours=3, minutes=1), True),
        (timedelta(seconds=5), timedelta(minutes=4), False),  # others take their time
        (timedelta(seconds=5), timedelta(minutes=6), True),
    ],
)
@pytest.mark.parametrize("ever_ran", [True, False])
def test_late_is_more_than_three_periods(every, silent, late, ever_ran):
    now = timezone.now()
    declare([noted([], every=every)], now=now)
    if ever_ran:
        ChoreRun.objects.update(last_started_at=now, declared_at=now - timedelta(days=9))

    assert ChoreRun.objects.worrying(on=now + silent).exists() is late


@pytest.mark.parametrize(("failures", "worries"), [(2, False), (3, True)])
def test_three_failures_in_a_row_worry(failures, worries):
    now = timezone.now()
    declare([noted([])], now=now)
    ChoreRun.objects.update(failures=failures, last_error="ValueError", last_failed_at=now)

    assert ChoreRun.objects.worrying(on=now).exists() is worries


@pytest.mark.parametrize("wrong", [{"last_error": "ValueError"}, {"last_failed_at": timezone.now()}])
def test_the_database_refuses_a_fault_without_its_time(wrong):
    declare([noted([])], now=timezone.now())

    with pytest.raises(IntegrityError, match="chore_error_has_a_time"):
        ChoreRun.objects.update(**wrong)


def test_each_run_has_a_name_of_its_own_in_the_log():
    names: list[str] = []
    turns = sweeper(Chore(name="dust", every=timedelta(), run=lambda _look: names.append(request_id.current())))

    turns.look()
    turns.look()

    assert len(set(names)) == 2
    assert all(names)
    assert request_id.current() == ""
