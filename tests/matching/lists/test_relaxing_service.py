"""One click lets go of a need, another takes it back, and the stored answers say exactly what the engine meant."""

import random
import threading
from datetime import timedelta

import pytest
from django.db import connection

from matching.engine import RADIUS_STEPS, Change, Relaxation, apply
from matching.lists.services.relaxing import NotOffered, relax_by, relax_intake, undo_change
from matching.search.assembly import can_be_kept, requirements_for
from matching.search.enums import FinishedBy, JobState
from matching.search.models import Intake, IntakeChange, Match, MatchJob, NearMiss
from matching.search.services.jobs import finish_match_job, request_ranking
from matching.snapshots.enums import SlotChoice
from providers.directory.traits import WISH_CODES
from tests.factories.matching import make_intake
from tests.factories.providers import make_listed_location
from tests.factories.treatments import make_area_concern
from tests.matching.conftest import held, wait_until

pytestmark = pytest.mark.django_db

RAISE = {"change": "raise_limit", "value": 300}
ANSWERS = ("radius_miles", "max_price", "slots", "slots_required", "wishes", "musts")
PAIRS = {
    "face": ("fine-lines", "dull-tone", "firmness"),
    "neck": ("fine-lines", "dull-tone", "firmness"),
    "stomach": ("firmness", "stretch-marks"),
    "scalp": ("hair-loss",),
}


def rank(intake, now):
    return finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)


def stored(intake: Intake) -> dict[str, object]:
    """Everything that a change may touch, as the database has it."""
    row = Intake.objects.get(pk=intake.pk)
    chosen = {name: {chosen.slug for chosen in getattr(row, name).all()} for name in ("areas", "concerns")}
    return chosen | {name: getattr(row, name) for name in ANSWERS}


@pytest.fixture
def dear(now):
    """A ranked intake with a limit of $250, and the one provider there is asks $300."""
    make_listed_location(now=now, price=300)
    intake = make_intake(now=now, max_price=250)
    rank(intake, now)
    return intake


def test_a_near_miss_that_is_let_in_becomes_a_match(dear, now):
    miss = NearMiss.objects.get()

    relax_intake(intake_id=dear.pk, near_miss_id=miss.pk, now=now)
    rank(dear, now)

    assert Intake.objects.get().max_price == 300
    assert [match.location_id for match in Match.objects.all()] == [miss.location_id]
    assert not NearMiss.objects.exists()


def test_a_change_sends_the_job_back_to_the_start(dear, now):
    later = now + timedelta(minutes=5)

    relax_intake(intake_id=dear.pk, near_miss_id=NearMiss.objects.get().pk, now=later)

    job = MatchJob.objects.get()
    assert (job.state, job.attempts, job.requested_at, job.available_at) == (JobState.PENDING, 0, later, later)
    assert (job.done_at, job.done_by) == (None, "")


def test_a_worker_is_told_of_a_change_after_the_commit(dear, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as hooks:
        relax_by(intake_id=dear.pk, relaxation=RAISE, now=now)

    assert len(hooks) == 1


def test_a_change_remembers_what_it_replaced_and_no_more(dear, now):
    change = relax_by(intake_id=dear.pk, relaxation=RAISE, now=now)

    assert (change.before, change.made_at, change.undone_at) == ({"max_price": 250}, now, None)
    assert Relaxation.from_dict(change.relaxation) == Relaxation(Change.RAISE_LIMIT, 300)


def test_an_undone_change_leaves_no_trace_in_the_answers(dear, now):
    before = stored(dear)
    change = relax_by(intake_id=dear.pk, relaxation=RAISE, now=now)
    rank(dear, now)

    undone = undo_change(intake_id=dear.pk, change_id=change.pk, now=now + timedelta(minutes=1))

    assert stored(dear) == before
    assert undone.undone_at == now + timedelta(minutes=1)
    assert MatchJob.objects.get().state == JobState.PENDING


def test_a_change_can_be_undone_before_anybody_ranked_it(dear, now):
    change = relax_by(intake_id=dear.pk, relaxation=RAISE, now=now)

    undo_change(intake_id=dear.pk, change_id=change.pk, now=now)

    assert Intake.objects.get().max_price == 250


def test_a_second_click_on_a_near_miss_gives_the_change_of_the_first(dear, now):
    miss = NearMiss.objects.get()

    first = relax_intake(intake_id=dear.pk, near_miss_id=miss.pk, now=now)
    second = relax_intake(intake_id=dear.pk, near_miss_id=miss.pk, now=now)
    rank(dear, now)  # the near miss is gone now
    third = relax_intake(intake_id=dear.pk, near_miss_id=miss.pk, now=now)

    assert first == second == third
    assert IntakeChange.objects.count() == 1
    assert MatchJob.objects.get().state == JobState.DONE


def test_a_second_click_on_an_offer_gives_the_change_of_the_first(dear, now):
    first = relax_by(intake_id=dear.pk, relaxation=RAISE, now=now)
    rank(dear, now)

    assert relax_by(intake_id=dear.pk, relaxation=RAISE, now=now) == first
    assert MatchJob.objects.get().state == JobState.DONE


def test_a_second_click_on_undo_does_nothing_more(dear, now):
    change = relax_by(intake_id=dear.pk, relaxation=RAISE, now=now)
    undo_change(intake_id=dear.pk, change_id=change.pk, now=now)
    rank(dear, now)

    again = undo_change(intake_id=dear.pk, change_id=change.pk, now=now + timedelta(hours=1))

    assert again.undone_at == now
    assert MatchJob.objects.get().state == JobState.DONE


def test_a_machine_whose_clock_runs_behind_can_undo_too(dear, now):
    change = relax_by(intake_id=dear.pk, relaxation=RAISE, now=now)

    undone = undo_change(intake_id=dear.pk, change_id=change.pk, now=now - timedelta(seconds=3))

    assert undone.undone_at == change.made_at


@pytest.mark.django_db(transaction=True)
def test_four_clicks_at_the_same_moment_are_one_change(dear, now):
    miss_id = NearMiss.objects.get().pk
    together = threading.Barrier(4)
    made: list[int] = []

    def click() -> None:
        together.wait()
        try:
            made.append(relax_intake(intake_id=dear.pk, near_miss_id=miss_id, now=now).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 4
    assert IntakeChange.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_change_waits_for_a_ranking_that_is_under_way_and_is_ranked_after_it(dear, now):
    request_ranking(intake_id=dear.pk, now=now)

    def run(call) -> threading.Thread:
        def on_own_connection() -> None:
            try:
                call()
            except NotOffered as refused:
                told.append(refused)
            finally:
                connection.close()

        thread = threading.Thread(target=on_own_connection)
        thread.start()
        return thread

    told: list[NotOffered] = []
    with held("search_nearmiss") as somebody_waits:
        ranking = run(lambda: rank(dear, now))
        wait_until(somebody_waits)
        clicking = run(lambda: relax_by(intake_id=dear.pk, relaxation=RAISE, now=now))
        clicking.join(0.3)
        assert clicking.is_alive()
    ranking.join()
    clicking.join()

    assert told == []
    assert MatchJob.objects.get().state == JobState.PENDING
    assert Intake.objects.get().max_price == 300


@pytest.mark.parametrize(
    "wanted",
    [
        {"change": "raise_limit", "value": 301},
        {"change": "widen_radius", "value": 100},
        {"change": "widen_radius", "value": 17},
        {"change": "sell_data", "value": ""},
        {"value": 300},
        {},
    ],
)
def test_only_what_the_list_offers_can_be_relaxed(dear, now, wanted):
    before = stored(dear)

    with pytest.raises(NotOffered):
        relax_by(intake_id=dear.pk, relaxation=wanted, now=now)

    assert stored(dear) == before
    assert MatchJob.objects.get().state == JobState.DONE


def test_a_near_miss_of_somebody_else_is_not_offered(dear, now):
    other = make_intake(now=now)

    with pytest.raises(NotOffered):
        relax_intake(intake_id=other.pk, near_miss_id=NearMiss.objects.get().pk, now=now)


def test_a_change_of_somebody_else_cannot_be_undone(dear, now):
    change = relax_by(intake_id=dear.pk, relaxation=RAISE, now=now)

    with pytest.raises(IntakeChange.DoesNotExist):
        undo_change(intake_id=make_intake(now=now).pk, change_id=change.pk, now=now)


def test_another_offer_of_a_list_that_is_being_worked_out_anew_is_refused(dear, now):
    NearMiss.objects.update(relaxation={"change": "widen_radius", "value": 25})
    relax_by(intake_id=dear.pk, relaxation=RAISE, now=now)

    with pytest.raises(NotOffered):
        relax_intake(intake_id=dear.pk, near_miss_id=NearMiss.objects.get().pk, now=now)


def test_only_the_latest_change_can_be_undone_then_the_one_before(dear, now):
    make_listed_location(now=now, price=350)
    before = stored(dear)
    first = relax_by(intake_id=dear.pk, relaxation=RAISE, now=now)
    rank(dear, now)
    second = relax_by(intake_id=dear.pk, relaxation={"change": "raise_limit", "value": 350}, now=now)

    with pytest.raises(NotOffered):
        undo_change(intake_id=dear.pk, change_id=first.pk, now=now)

    undo_change(intake_id=dear.pk, change_id=second.pk, now=now)
    assert Intake.objects.get().max_price == 300
    undo_change(intake_id=dear.pk, change_id=first.pk, now=now)
    assert stored(dear) == before


def test_a_concern_goes_with_its_last_area(now):
    for area, concern in (("face", "fine-lines"), ("stomach", "stretch-marks")):
        make_area_concern(area, concern)
    make_listed_location(now=now, area_concerns=[make_area_concern("face", "fine-lines")])
    intake = make_intake(now=now, areas=("face", "stomach"), concerns=("fine-lines", "stretch-marks"))
    rank(intake, now)

    relax_intake(intake_id=intake.pk, near_miss_id=NearMiss.objects.get().pk, now=now)

    assert (stored(intake)["areas"], stored(intake)["concerns"]) == ({"face"}, {"fine-lines"})


def some_relaxations(rng, search):
    services = [service for group in search.groups for service in group]
    yield Relaxation(Change.WIDEN_RADIUS, rng.choice([step for step in RADIUS_STEPS if step > search.radius_miles]))
    if search.max_price:
        yield Relaxation(Change.RAISE_LIMIT, search.max_price + rng.randint(1, 6000))
    if search.slots_required:
        yield Relaxation(Change.DROP_SLOTS)
    yield from (Relaxation(Change.DROP_MUST, code) for code in search.musts)
    yield from (Relaxation(Change.DROP_AREA, area) for area in {service.area for service in services})
    yield from (Relaxation(Change.DROP_CONCERN, concern) for concern in {service.concern for service in services})


def any_intake(rng, now):
    areas = set(rng.sample(list(PAIRS), rng.randint(0, 3)))
    fitting = sorted({concern for area in areas or PAIRS for concern in PAIRS[area]})
    concerns = set(rng.sample(fitting, rng.randint(0, min(3, len(fitting)))))
    if concerns:
        areas = {area for area in areas if concerns & set(PAIRS[area])}
    codes = rng.sample(WISH_CODES, 4)
    slots = rng.sample(SlotChoice.values, rng.randint(0, 3))
    return make_intake(
        now=now,
        areas=tuple(areas),
        concerns=tuple(concerns),
        radius_miles=rng.choice((5, 10, 15, 25, 50)),
        max_price=rng.choice((None, 200, 4000)),
        slots=slots,
        slots_required=bool(slots) and rng.random() < 0.7,
        wishes=sorted(codes[:2]),
        musts=sorted(codes[2 : rng.randint(2, 4)]),
    )


@pytest.mark.parametrize("seed", range(20))
def test_the_stored_answers_after_a_change_ask_for_what_the_engine_says(now, seed):
    for area, concerns in PAIRS.items():
        for concern in concerns:
            make_area_concern(area, concern)
    rng = random.Random(seed)
    intake = any_intake(rng, now)
    before, search = stored(intake), requirements_for(intake, on=now)
    done = {"state": JobState.DONE, "done_at": now, "done_by": FinishedBy.WORKER, "weights_version": "test"}
    tried = 0

    for relaxation in some_relaxations(rng, search):
        if relaxation.change in (Change.DROP_AREA, Change.DROP_CONCERN) and not left_after(search, relaxation):
            continue
        if not can_be_kept(search, relaxation):
            continue
        MatchJob.objects.update(**done, blocking=[{"relaxation": relaxation.to_dict(), "providers": 1}])
        change = relax_by(intake_id=intake.pk, relaxation=relaxation, now=now)
        intake = Intake.objects.get()
        assert requirements_for(intake, on=now) == apply(search, relaxation)
        undo_change(intake_id=intake.pk, change_id=change.pk, now=now)
        assert stored(intake) == before
        tried += 1

    assert tried


def left_after(search, relaxation) -> bool:
    """Whether anything is left to ask for. The engine refuses the rest, and so never offers it."""
    try:
        apply(search, relaxation)
    except ValueError:
        return False
    return True


def test_who_is_not_sure_of_the_area_keeps_every_choice_that_the_engine_keeps(now):
    """Fine lines of the scalp stay a choice: only the need that lies wholly in the scalp goes."""
    for area, concern in (("scalp", "hair-loss"), ("scalp", "fine-lines"), ("face", "fine-lines")):
        make_area_concern(area, concern)
    make_listed_location(now=now, area_concerns=[make_area_concern("scalp", "fine-lines")])
    intake = make_intake(now=now, areas=(), concerns=("hair-loss", "fine-lines"))
    rank(intake, now)

    relax_intake(intake_id=intake.pk, near_miss_id=NearMiss.objects.get().pk, now=now)
    rank(intake, now)

    assert (stored(intake)["areas"], stored(intake)["concerns"]) == (set(), {"fine-lines"})
    assert Match.objects.count() == 1


def test_a_limit_above_the_dearest_price_there_may_be_is_not_offered(now):
    make_area_concern()
    search = requirements_for(make_intake(now=now), on=now)

    assert can_be_kept(search, Relaxation(Change.RAISE_LIMIT, 5000))
    assert not can_be_kept(search, Relaxation(Change.RAISE_LIMIT, 5001))
