"""Nobody chooses who is called, and anybody can check it."""

import subprocess
import sys
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.numbers.views import STEPS
from providers.accuracy.rules.lots import code_of, cover_of, drawn, frame_of, hashed, places_of, sample_of
from providers.accuracy.rules.wilson import wilson

SEED, SECRET = "5" * 64, "c" * 64
ADDRESSES = {place: f"/p/somebody-{place}/oakland-{place}" for place in range(1, 301)}


@pytest.fixture(scope="module")
def frame() -> str:
    return frame_of(places_of(SECRET, ADDRESSES))


def test_the_same_seed_and_list_draw_the_same_and_another_seed_others(frame):
    assert drawn(frame, SEED, most=96) == drawn(frame, SEED, most=96)
    assert len({*drawn(frame, SEED, most=96)} & {*drawn(frame, "6" * 64, most=96)}) < 60


def test_one_entry_more_draws_others_so_no_seed_is_chosen_by_who_comes_of_it(frame):
    more = frame_of(places_of(SECRET, {**ADDRESSES, 301: "/p/new/oakland-301"}))

    assert len({*drawn(frame, SEED, most=96)} & {*drawn(more, SEED, most=96)}) < 60


def test_the_steps_on_the_page_print_who_was_drawn(frame, tmp_path):
    (tmp_path / "list.txt").write_text(frame)
    (tmp_path / "draw.py").write_text(STEPS)

    run = [sys.executable, "-I", "draw.py", SEED, "list.txt"]
    head, *codes = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.splitlines()

    assert codes == drawn(frame, SEED, most=sample_of(300))
    assert head == f"seed: {hashed(SEED)} list: {sha256(frame.encode()).hexdigest()}"


def test_a_code_opens_with_the_cover_of_its_place_alone():
    code = code_of(SECRET, 7, ADDRESSES[7])

    assert hashed(cover_of(SECRET, 7), ADDRESSES[7]) == code
    assert hashed(cover_of(SECRET, 8), ADDRESSES[7]) != code


def test_each_entry_is_drawn_as_often_as_any_other():
    """300 entries, 200 seeds: each is expected 64 times, and none strays by more than six standard deviations."""
    frame = frame_of(places_of(SECRET, ADDRESSES))
    counts = dict.fromkeys(frame.split(), 0)
    for seed in range(200):
        for code in drawn(frame, hashed(str(seed)), most=96):
            counts[code] += 1

    assert max(abs(count - 64) for count in counts.values()) < 6 * (200 * 0.32 * 0.68) ** 0.5


@pytest.mark.parametrize(("entries", "most"), [(0, 0), (1, 1), (10, 10), (96, 49), (500, 81), (100_000, 96)])
def test_of_few_entries_fewer_are_called(entries, most):
    assert sample_of(entries) == most


@pytest.mark.parametrize(
    ("right", "of", "interval"),
    [(90, 96, (0.870, 0.971)), (1100, 1152, (0.941, 0.965)), (30, 30, (0.886, 1.0)), (0, 30, (0.0, 0.114))],
)
def test_wilson_s_interval_at_known_values(right, of, interval):
    assert wilson(right, of) == pytest.approx(interval, abs=0.0006)


@given(st.integers(1, 2000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_share_and_mirrors(calls):
    right, of = calls
    low, high = wilson(right, of)

    assert 0 <= low <= right / of <= high <= 1
    assert wilson(of - right, of) == pytest.approx((1 - high, 1 - low))
