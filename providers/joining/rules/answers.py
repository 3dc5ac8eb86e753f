"""May somebody with this license type join in this state? One answer, at the public page and at each step after it.

Pure: the rules of a day in, an answer out. A state that nobody has read is "not yet", which is our doing; only a rule
that says so is a "no".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from providers.directory.enums import Profession
from providers.screening.rules.state_rules import Scope, StateRule, StateRules, scope_of


class JoinAnswer(StrEnum):
    YES = "yes"
    NOT_YET = "not_yet"  # nobody has read the rule, or not lately
    NO = "no"  # the rule says no


ANSWERS: Final = {
    Scope.ALONE: JoinAnswer.YES,
    Scope.SUPERVISED: JoinAnswer.YES,
    Scope.UNKNOWN: JoinAnswer.NOT_YET,
    Scope.NOT_ALLOWED: JoinAnswer.NO,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StateAnswer:
    """`rule` is what the answer rests on. `supervised`: yes, under a supervising doctor."""

    answer: JoinAnswer
    state: str
    profession: Profession
    rule: StateRule
    supervised: bool = False


def answer_for(profession: Profession, state: str, *, on: date, rules: StateRules) -> StateAnswer:
    scope = scope_of(profession, state, on=on, rules=rules)
    return StateAnswer(
        answer=ANSWERS[scope],
        state=state,
        profession=profession,
        rule=rules.in_force(state, profession, on=on),
        supervised=scope == Scope.SUPERVISED,
    )


def closed_among(profession: Profession, states: Iterable[str], *, on: date, rules: StateRules) -> list[StateAnswer]:
    """Those of the states in which nobody with this license can join today, in order."""
    answers = [answer_for(profession, state, on=on, rules=rules) for state in sorted(set(states))]
    return [answer for answer in answers if answer.answer != JoinAnswer.YES]
