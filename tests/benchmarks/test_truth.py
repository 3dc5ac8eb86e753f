"""Sentences that state a fact are true, each kind is caught when it is not, and no new one is without a property."""

from collections import Counter, defaultdict
from random import Random

import pytest
from django.utils import timezone

from benchmarks.truth.registry import KINDS, registered
from benchmarks.truth.walk import Walk
from benchmarks.truth.world import make_directory
from tests.benchmarks.planted import missed
from tests.benchmarks.sources import messages_of, paths

ROOMS = ("matching/lists", "matching/planner", "providers/pages", "providers/portal")
READ = ["matching/search/wording.py", *[f"{room}/**/*.py" for room in ROOMS]]
READ += [f"templates/{room}/**/*.html" for room in ROOMS]
READ += ["providers/profile/**/*.py", "providers/upkeep/ends.py", "templates/providers/upkeep/ends.html"]


def test_every_sentence_is_known_to_state_a_fact_or_none():
    known = registered()
    free = set(paths([*known["no_fact"]["files"], *known["elsewhere"]["files"]]))
    said = {message: path for path in paths(READ) if path not in free for message in messages_of(path)}
    stated = {message for messages in known["facts"].values() for message in messages}
    listed = stated | set(known["elsewhere"]["messages"]) | set(known["no_fact"]["messages"])

    assert {message: path for message, path in said.items() if message not in listed} == {}, (
        "name it in matching/search/sentences.toml, and give a fact a property in benchmarks/truth"
    )
    everywhere = {message for path in paths(READ) for message in messages_of(path)}
    assert {message for message in listed if message not in everywhere} == set(), "nobody says these any more"
    assert [
        pattern for part in ("no_fact", "elsewhere") for pattern in known[part]["files"] if not paths([pattern])
    ] == []


def test_every_kind_has_a_property():
    assert set(KINDS) == set(registered()["facts"])


@pytest.mark.django_db
def test_no_sentence_is_false_and_each_planted_falsehood_is_caught(client):
    """One walk for both: making a directory costs more than reading it."""
    rng = Random(11)
    make_directory(rng, timezone.now(), crowd=24)
    walk, told = Walk(rng, client), defaultdict(list)
    for _search in range(100):
        for sentence in walk.search():
            assert sentence.is_true, (sentence.kind.name, sentence.said, sentence.at.about)
            told[sentence.kind.name].append(sentence)
    assert len(told) > 70, Counter({name: len(found) for name, found in told.items()})

    assert missed(told) == set()
