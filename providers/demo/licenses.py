"""Made-up licenses: one for each state of practice, some for states beyond, some not in force."""

from datetime import date, timedelta
from random import Random
from typing import Final, NamedTuple

from providers.demo.boards import board_name
from providers.demo.days import days_before, month_end, month_end_before
from providers.demo.flaws import Flaw
from providers.directory.enums import LicenseStatus, Profession
from providers.directory.us import STATES

ALL_STATES: Final = tuple(state for state in STATES if state not in {"AS", "GU", "MP", "PR", "VI"})
LICENSED_OVER_BORDER: Final = 0.75
LICENSED_BEYOND: Final = 0.12


class DemoLicense(NamedTuple):
    """A license as the board shows it."""

    state: str
    status: str
    expires_on: date | None
    verified_on: date | None
    board: str


def draw_licenses(
    rng: Random, *, states: list[str], profession: Profession, flaws: frozenset[Flaw], on: date
) -> list[DemoLicense]:
    """`states`: of the locations, the main one first. The first license is that of the main location, good or not."""
    further = [state for state in states[1:] if rng.random() < LICENSED_OVER_BORDER]
    if rng.random() < LICENSED_BEYOND:
        further.append(rng.choice(ALL_STATES))
    home = states[0]
    if Flaw.ELSEWHERE in flaws:
        home = rng.choice([state for state in ALL_STATES if state not in states])
        further = []
    papers = [_lapsed(rng, home, profession, on) if Flaw.LAPSED in flaws else _good(rng, home, profession, on)]
    return papers + [_good(rng, state, profession, on) for state in dict.fromkeys(further) if state != home]


def _good(rng: Random, state: str, profession: Profession, on: date) -> DemoLicense:
    ends = month_end(on + timedelta(days=rng.randint(15, 730)))
    return DemoLicense(
        state, LicenseStatus.ACTIVE.value, ends, days_before(on, rng, 1, 100), board_name(state, profession)
    )


def _lapsed(rng: Random, state: str, profession: Profession, on: date) -> DemoLicense:
    """Mostly past its end, whatever the status last seen; else stopped or limited by the board, or only reported."""
    ended, ends = month_end_before(days_before(on, rng, 3, 240)), month_end(on + timedelta(days=rng.randint(15, 730)))
    status, expires_on = rng.choices(
        [
            (LicenseStatus.ACTIVE, ended),
            (LicenseStatus.EXPIRED, ended),
            (LicenseStatus.PROBATION, ends),
            (LicenseStatus.SUSPENDED, ends),
            (LicenseStatus.REVOKED, None),  # boards drop the date
            (LicenseStatus.REPORTED, ends),
        ],
        [50, 20, 10, 5, 5, 10],
    )[0]
    seen = None if status == LicenseStatus.REPORTED else days_before(ended, rng, 1, 100)
    return DemoLicense(state, status.value, expires_on, seen, board_name(state, profession))
