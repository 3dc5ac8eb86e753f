"""How many false alerts a year the rules for clusters cost: `python -m benchmarks.clusters [--runs 20000] [--seed 1]`.

No place in it has a cause: events fall by chance alone, so each alert is false. The rules are the ones that production
runs. Where a place has few answers, two events within 60 days have a closed formula too, which stands beside.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from math import exp, factorial
from typing import Final

from matching.aftercare.enums import AlertRule
from matching.aftercare.rules.clusters import WITHIN, ToldVisit, clusters

YEAR: Final = 365
ANSWERS: Final = (5, 10, 20, 40)  # of a place in 60 days, on average
RATES: Final = (0.001, 0.0025, 0.005, 0.01, 0.02)
FIRST: Final = date(2026, 1, 1)
RULES: Final = (AlertRule.TWO, AlertRule.THREE)


def closed_chance(answers: float, rate: float, *, days: int = YEAR) -> float:
    """That two of the events of a year lie within 60 days: n uniform points lie apart with (1 - (n-1) w/T)^n."""
    window, mean = WITHIN.days, answers * rate * days / WITHIN.days
    apart = sum(
        exp(-mean) * mean**n / factorial(n) * max(0.0, 1 - (n - 1) * window / days) ** n if n else exp(-mean)
        for n in range(60)
    )
    return 1 - apart


def simulated_chance(answers: int, rate: float, *, runs: int, seed: int) -> dict[AlertRule, float]:
    """Of years with at least one alert of each rule, at a place with so many answers in 60 days, on average."""
    dice = random.Random(seed)
    hits = dict.fromkeys(RULES, 0)
    for _run in range(runs):
        found = _alerts_of_a_year(answers, rate, dice)
        for rule in RULES:
            hits[rule] += rule in found
    return {rule: count / runs for rule, count in hits.items()}


def _alerts_of_a_year(answers: int, rate: float, dice: random.Random) -> set[AlertRule]:
    """Events come as they are told. Days of who is well are drawn only if there are events to look at."""
    per_day = answers / WITHIN.days
    events = sorted(_poisson_days(per_day * rate, dice))
    if len(events) < 2:
        return set()
    well = [_visit(-1 - place, day, is_event=False) for place, day in enumerate(_poisson_days(per_day, dice))]
    told = [_visit(place, day, is_event=True) for place, day in enumerate(events)]
    found: set[AlertRule] = set()
    for place, new in enumerate(told):
        near = [each for each in (*told[:place], *well) if abs(each.day - new.day) <= WITHIN]
        found |= set(clusters(new, near, (), rate=lambda: rate))
    return found


def _poisson_days(per_day: float, dice: random.Random) -> Iterator[float]:
    at = dice.expovariate(per_day) if per_day else YEAR
    while at < YEAR:
        yield at
        at += dice.expovariate(per_day)


def _visit(number: int, day: float, *, is_event: bool) -> ToldVisit:
    return ToldVisit(visit=number, person=str(number), day=FIRST + timedelta(days=int(day)), is_event=is_event)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    print(f"{asked.runs} years a cell, seed {asked.seed}: two (three) [closed formula for two]")
    print("| answers in 60 days |" + "".join(f" {100 * rate:g} % |" for rate in RATES))
    for answers in ANSWERS:
        cells = []
        for rate in RATES:
            chance = simulated_chance(answers, rate, runs=asked.runs, seed=asked.seed)
            two, three = (chance[rule] for rule in RULES)
            cells.append(f" {two:.4f} ({three:.4f}) [{closed_chance(answers, rate):.4f}] |")
        print(f"| {answers} |" + "".join(cells), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
