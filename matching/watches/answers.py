"""The answers of a search on their way into a watch and out again. Those about health never come along."""

import hashlib
import json
from datetime import datetime
from typing import Any

from matching.engine import Requirements
from matching.search.answers import TERMS, Answers, answers_of
from matching.search.assembly import requirements_from
from matching.search.models import Intake
from matching.watches.models import Watch, WatchChoice
from providers.directory.geocoding.zip_codes import zip_place
from providers.directory.models import PracticeLocation

Columns = dict[str, Any]


def columns_of_search(intake: Intake) -> Columns:
    """Of a watch of this search. Its ZIP is known: the intake stands for it."""
    answers = answers_of([intake])[intake.pk]
    areas, concerns = sorted(answers.areas or ()), sorted(answers.concerns or ())
    terms = {name: getattr(intake, name) for name in TERMS}
    told = [areas, concerns, intake.zip_code, [terms[name] for name in TERMS]]
    return {
        **terms,
        "choice": WatchChoice.objects.get_or_create(areas=areas, concerns=concerns)[0],
        "zip_code": intake.zip_code,
        "latitude": intake.latitude,
        "longitude": intake.longitude,
        "time_zone": zip_place(intake.zip_code).time_zone,
        "answers_hash": _hash(told),
    }


def columns_of_place(place: PracticeLocation) -> Columns:
    return {"place": place, "time_zone": place.time_zone, "answers_hash": _hash(["place", place.pk])}


def _hash(told: object) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def answers_of_watch(watch: Watch) -> Answers:
    """Of one that watches a search."""
    assert watch.choice is not None
    kept = {name: getattr(watch, name) for name in TERMS}
    terms: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
    areas, concerns = tuple(watch.choice.areas), tuple(watch.choice.concerns)
    return Answers(areas=areas, concerns=concerns, zip_code=watch.zip_code, price_answered=True, **terms)


def requirements_of_watch(watch: Watch, *, on: datetime) -> Requirements:
    """Raises NothingOffered when nothing that it asks for is in the catalog any more."""
    assert watch.latitude is not None
    assert watch.longitude is not None
    return requirements_from(answers_of_watch(watch), latitude=watch.latitude, longitude=watch.longitude, on=on)
