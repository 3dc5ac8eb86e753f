"""Compiled or not: the same answers, and plain words about which it is."""

import os
import random
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from matching.index import (
    CHOSEN,
    ENGINE,
    NUMPY,
    build,
    index_of,
    match,
    match_many,
    near_misses,
    overlay,
    search,
    warm_up,
)
from tests.matching.index.agreeing import rows
from tests.matching.index.directories import a_directory, a_search, listings

needs_numba = pytest.mark.skipif(find_spec("numba") is None, reason="the extra `fast` is not installed")


def engine_in_a_new_process(**environment) -> str:
    code = "from matching.index import ENGINE; print(ENGINE)"
    return subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, capture_output=True, text=True, check=True
    ).stdout.strip()


@needs_numba
def test_numba_is_chosen_where_it_is_installed():
    assert ENGINE == CHOSEN.name == engine_in_a_new_process(CAARISMA_INDEX_ENGINE="") == "numba"


def test_the_environment_can_ask_for_numpy():
    assert engine_in_a_new_process(CAARISMA_INDEX_ENGINE="numpy") == "numpy"


@needs_numba
def test_an_install_that_cannot_be_written_still_compiles(tmp_path):
    """numba keeps compiled code beside the source or at home; with neither it refuses to, unless it is not asked."""
    code = (
        "import numba.core.caching as caching; caching.CacheImpl._locator_classes = [];"
        "from matching.index.compiled.finding import _bits; import numpy as np; print(_bits(np.uint64(7)))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "3"


@pytest.mark.parametrize("kernels", {NUMPY.name: NUMPY, CHOSEN.name: CHOSEN}.values(), ids=lambda kernels: kernels.name)
def test_many_searches_are_answered_as_one_by_one(kernels):
    rng = random.Random(3)
    index = index_of(build(listings(a_directory(rng, 60))))
    searches = [a_search(rng) for _ in range(20)]

    together = match_many(index, searches, limit=5, kernels=kernels)

    alone = [match(index, search, limit=5, kernels=NUMPY) for search in searches]
    assert [rows(one) for one in together] == [rows(one) for one in alone]
    assert [one.total for one in together] == [one.total for one in alone]


@needs_numba
def test_after_warming_up_nothing_is_left_to_compile():
    """A person must not wait for the compiler: ten seconds in the midst of a request."""
    code = f"import django; django.setup(); from {__name__} import newly_compiled; print(newly_compiled())"
    path = {"PYTHONPATH": str(Path(__file__).parents[3])}

    done = subprocess.run([sys.executable, "-c", code], env=os.environ | path, capture_output=True, text=True)

    assert done.stdout.strip() == "{}", done.stderr


def newly_compiled():
    """What random searches compile in a process that was warmed up. In a process of its own: tests compile as well."""
    warm_up()
    before = signatures()
    assert all(before.values())
    rng = random.Random(4)
    clinics = a_directory(rng, 60)
    for fee in (10, 100_000):  # the change may need wider columns than the snapshot
        changed = [replace(clinic, first_visit_fee=fee) for clinic in clinics[:9]]
        index = overlay(build(listings(clinics)), listings(changed), {clinic.location_id for clinic in changed})
        for _ in range(20):
            wanted = a_search(rng)
            match(index, wanted, limit=5)
            search(index, wanted, limit=5)
            near_misses(index, wanted)
    return {name: now for name, now in signatures().items() if now != before[name]}


def signatures():
    """How many variants of each loop are compiled."""
    loops = ("finding.find", "seats.first_seats", "runs.inside_and_around", "runs.spans")
    of = {loop: loop.split(".") for loop in loops}
    return {
        loop: len(getattr(import_module(f"matching.index.compiled.{module}"), name).signatures)
        for loop, (module, name) in of.items()
    }
