"""One list of advisory locks: no number twice, and none taken anywhere else."""

import re
from pathlib import Path

import pytest
from django.db import connection, transaction

from caarisma.common.advisory import Lock, held, taken

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "caarisma" / "common" / "advisory.py"
TAKES_ONE = re.compile(r"pg_(try_)?advisory_\w*lock", re.IGNORECASE)


def test_no_advisory_lock_is_taken_past_the_list():
    folders = ("caarisma", "treatments", "providers", "matching", "benchmarks", "tests")
    files = [
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".sql", ".sh"} and path not in (LIST, Path(__file__).resolve())
    ]

    assert TAKES_ONE.search(LIST.read_text())
    assert [str(path.relative_to(ROOT)) for path in files if TAKES_ONE.search(path.read_text())] == []


def test_each_lock_has_a_number_of_its_own():
    assert len({lock.value for lock in Lock.__members__.values()}) == len(Lock.__members__)


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_one_persons_and_its_neighbors_are_free():
    other = connection.copy()
    with (
        held(Lock.CHORE, 1, by=other) as theirs,
        held(Lock.CHORE, 1) as same,
        held(Lock.CHORE, 2) as next_one,
        held(Lock.REMATCH, 1) as next_kind,
    ):
        assert (theirs, same, next_one, next_kind) == (True, False, True, True)
    other.close()

    with held(Lock.CHORE, 1) as free:
        assert free


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_took_it_gives_up_at_its_end():
    other = connection.copy()
    with transaction.atomic():
        assert taken(Lock.REMATCH)
        with held(Lock.REMATCH, by=other) as theirs:
            assert not theirs

    with held(Lock.REMATCH, by=other) as theirs:
        assert theirs
    other.close()


@pytest.mark.django_db(transaction=True)
def test_a_fault_inside_gives_the_lock_back():
    with pytest.raises(ZeroDivisionError), held(Lock.REMATCH):
        raise ZeroDivisionError

    other = connection.copy()
    with held(Lock.REMATCH, by=other) as theirs:
        assert theirs
    other.close()
