"""Resources are drawn from facts alone, so hundreds of people can be drawn without a database."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from fhir.resources.R4B import get_fhir_model_class

from matching.directory_api.facts import PublishedPerson
from matching.directory_api.kinds import EntryKind
from matching.directory_api.models import DirectoryEntry
from matching.directory_api.services.publishing import _Version, written
from matching.directory_api.shapes.parts import DEMONSTRATION, Drawn
from matching.directory_api.shapes.whole import draw
from tests.matching.directory_api.layers import leaves, require_ours
from tests.matching.directory_api.made_up import EXAMPLE_IDS, amara, anybody

EXAMPLE = Path(__file__).with_name("worked_example.json")
AT = datetime(2026, 11, 28, 15, 4, 12, 318000, tzinfo=UTC)


def ids(given: dict[EntryKind, str]) -> Callable[[EntryKind, int], str]:
    """Those that are given; of a kind that has more, a number for each."""

    @cache
    def id_of(kind: EntryKind, source: int) -> str:
        return given.get(kind) if kind in given and source < 1000 else str(UUID(int=int(kind) * 10**9 + source))

    return id_of


def bodies(person: PublishedPerson, given: dict[EntryKind, str]) -> list[dict[str, Any]]:
    name_of = ids(given)
    tag = DEMONSTRATION if person.provider.is_demonstration else {}

    def body(drawn: Drawn) -> dict[str, Any]:
        public_id = UUID(name_of(drawn.kind, drawn.source))
        entry = DirectoryEntry(kind=drawn.kind, public_id=public_id, version=3, updated_at=AT)
        return json.loads(_Version(entry, drawn, tag, joins=False).body())

    return [body(drawn) for drawn in draw(person, name_of, lambda _place: date(2026, 3, 2))]


def test_the_worked_example_is_what_is_sent_byte_for_byte():
    """The person of the research paper, without the clinic's Organization, which waits for a clinic's own row."""
    drawn = [written(resource) for resource in bodies(amara(), EXAMPLE_IDS)]

    assert drawn == EXAMPLE.read_text().splitlines()


def test_two_hundred_random_people_are_drawn_as_valid_resources_that_lead_nowhere_else():
    """Our own walk over each; fhir.resources once for each shape, since it looks at names, types and forms."""
    random, seen, kinds = Random(20261130), set(), set()
    concerns = {"fine-lines", "small-fat", "dull-skin"}
    codes = {"area": {"face"}, "concern": concerns, "treatment": {f"face.{each}" for each in concerns}}
    for pk in range(1, 201):
        resources = bodies(anybody(random, pk), {})
        there = {f"{each['resourceType']}/{each['id']}" for each in resources} | {"Organization/caarisma"}
        for resource in resources:
            require_ours(resource, own_codes=codes)
            told = {value for path, value in leaves(resource) if path.endswith(".reference")}
            assert told <= there
            kinds.add(resource["resourceType"])
            found = {(re.sub(r"\d+", "", path), type(value)) for path, value in leaves(resource)}
            shape = (resource["resourceType"], frozenset(found))
            if shape not in seen:
                seen.add(shape)
                get_fhir_model_class(resource["resourceType"]).model_validate(resource)

    assert kinds == {kind.resource for kind in EntryKind}
    assert len(seen) > 20


@pytest.mark.parametrize("resource", ["Location", "VerificationResult"])
def test_a_place_that_nobody_confirmed_for_90_days_says_so(resource):
    """And nothing else of it changes."""
    person = amara()
    old = PublishedPerson(
        provider=person.provider, licenses=person.licenses, proof=person.proof,
        places=tuple(type(place)(**{**vars(place), "is_confirmed": False}) for place in person.places),
    )  # fmt: skip
    of_kind = lambda each: [one for one in bodies(each, EXAMPLE_IDS) if one["resourceType"] == resource]  # noqa: E731

    changed = [after for before, after in zip(of_kind(person), of_kind(old), strict=True) if before != after]

    if resource == "Location":
        assert changed == []
    else:
        (attestation,) = changed
        assert (attestation["status"], attestation["statusDate"]) == ("req-revalid", "2027-02-18")
        assert attestation["attestation"]["date"] == "2026-11-20"
