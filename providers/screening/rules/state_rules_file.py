"""Reads the table of state rules, and says everything that is wrong with it at once. Standard library only."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from providers.directory.enums import DOCTORS, Profession
from providers.directory.us import STATES
from providers.screening.rules.state_rules import ALWAYS_SUPERVISED, Covers, RuleStatus, StateRule, StateRules

FILE = Path(__file__).parents[1] / "data" / "state_rules.toml"
KEYS = {
    *("states", "professions", "status", "may_inject", "needs_supervisor", "source", "url", "read_on"),
    *("in_force_from", "effective_to", "covers", "note"),
}
NO_END = "none"  # TOML has no null, and a row that says nothing about its end may have been forgotten


class StateRulesInvalid(Exception):
    """`problems` holds one line for each thing to mend, in the order of the file."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@cache
def state_rules() -> StateRules:
    """The rules that ship with the code, read once."""
    return read_state_rules(FILE.read_text(encoding="utf-8"))


def read_state_rules(text: str) -> StateRules:
    """Every state and profession must have exactly one rule. Raises StateRulesInvalid."""
    rules: dict[tuple[str, Profession], StateRule] = {}
    problems: list[str] = []
    for place, table in enumerate(tomllib.loads(text).get("rule", []), start=1):
        found = [f"rule {place}: {problem}" for problem in _problems(table)]
        problems += found
        for rule in () if found else _rules(table):
            key = rule.state, rule.profession
            if key in rules:
                problems.append(f"rule {place}: {rule.state} {rule.profession} has a rule already")
            rules[key] = rule
    missing = [
        f"{state} {job}" for state in STATES for job in Profession.values if (state, Profession(job)) not in rules
    ]
    if missing and not problems:
        problems.append(f"no rule for {', '.join(missing)}")
    if problems:
        raise StateRulesInvalid(problems)
    return StateRules(rules)


def _problems(table: Mapping[str, Any]) -> Iterator[str]:
    yield from (f'"{key}" is no key of a rule' for key in sorted(table.keys() - KEYS))
    status = table.get("status")
    if status not in list(RuleStatus):
        yield f'status "{status}" is not one of {", ".join(RuleStatus)}'
    yield from (f'"{state}" is no state' for state in table.get("states", ()) if state not in STATES)
    yield from (f'"{job}" is no profession' for job in table.get("professions", ()) if job not in Profession.values)
    if not table.get("states") or not table.get("professions"):
        yield "names no state or no profession"
    if table.get("covers") not in list(Covers):
        yield f'covers "{table.get("covers")}" is not one of {", ".join(Covers)}'
    if table.get("effective_to") != NO_END and not isinstance(table.get("effective_to"), date):
        yield f'effective_to is neither a date nor "{NO_END}"'
    if status == RuleStatus.UNVERIFIED:
        if "may_inject" in table:
            yield "is unverified, so it cannot say who may inject"
        return
    if not isinstance(table.get("may_inject"), bool):
        yield "does not say may_inject = true or false"
    if not table.get("source") or not isinstance(table.get("read_on"), date):
        yield "needs a source and the date it was read"
    if status == RuleStatus.VERIFIED:
        yield "is verified, which two people do at the desk"
    supervised = table.get("needs_supervisor", True)
    yield from (
        f"{job} needs a supervisor, always"
        for job in table["professions"]
        if job in ALWAYS_SUPERVISED and not supervised
    )
    yield from (
        f"{job} needs no supervisor"
        for job in table["professions"]
        if job in DOCTORS and table["may_inject"] and supervised
    )


def _rules(table: Mapping[str, Any]) -> Iterator[StateRule]:
    facts = {key: value for key, value in table.items() if key not in {"states", "professions", "status"}}
    facts["covers"] = Covers(table["covers"])
    facts["effective_to"] = None if table["effective_to"] == NO_END else table["effective_to"]
    for state in table["states"]:
        for profession in table["professions"]:
            yield StateRule(state=state, profession=Profession(profession), status=RuleStatus(table["status"]), **facts)
