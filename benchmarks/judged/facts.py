"""The judged searches as the engine's inputs. Drawn once by `draw.py`; nothing of them is a real person or clinic."""

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matching.engine import Candidate, Requirements, Service, Slot, Terms

HERE = Path(__file__).parent
NOON = datetime.datetime(2026, 11, 30, 20, 0, tzinfo=datetime.UTC)  # of a Monday in California
TODAY = NOON.date()
SERVICE = Service(1, "face", "fine-lines")
MILES_PER_DEGREE = 69.0976  # of latitude, on the engine's sphere
NEWCOMER_DAYS = 90  # a clinic that joined since then is a newcomer


def read(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def candidate(number: int, clinic: Mapping[str, Any]) -> Candidate:
    """A clinic on the map of its town: all that it tells of itself, and no name."""
    day = datetime.timedelta(days=1)
    opening = clinic["opening_days"]
    return Candidate(
        provider_id=number,
        location_id=number,
        latitude=37.0 + clinic["north"] / MILES_PER_DEGREE,
        longitude=-120.0 + clinic["east"] / (MILES_PER_DEGREE * 0.7986),  # cosine of 37 degrees
        at_zip_middle=False,
        time_zone="America/Los_Angeles",
        stretches=((TODAY - 100 * day, TODAY + 100 * day),),
        accepting=True,
        terms={SERVICE.code: Terms(clinic["price"], clinic["sessions"])},
        first_visit_fee=clinic["fee"],
        fee_credited=clinic["credited"],
        slots=frozenset(map(Slot, clinic["slots"])),
        traits=frozenset(clinic["traits"]),
        next_opening=None if opening is None else TODAY + opening * day,
        openings={},  # the sheets tell a day, not its time
    )


def requirements(search: Mapping[str, Any]) -> Requirements:
    return Requirements(
        groups=(frozenset({SERVICE}),),
        latitude=37.0 + search["north"] / MILES_PER_DEGREE,
        longitude=-120.0 + search["east"] / (MILES_PER_DEGREE * 0.7986),
        radius_miles=search["radius"],
        max_price=search["max_price"],
        slots=frozenset(map(Slot, search["slots"])),
        slots_required=False,
        wishes=frozenset(search["wishes"]),
        musts=frozenset(),
        price_low=150,
        price_high=400,
        sessions_min=6,
        sessions_max=10,
        on=NOON,
    )
