"""Why this provider: up to three reasons and one drawback, read off the same parts that made the score."""

from dataclasses import dataclass
from typing import NamedTuple

from matching.engine.candidates import Candidate
from matching.engine.drawbacks import DRAWBACKS, neutral
from matching.engine.gates import offers_one
from matching.engine.pricing import quote
from matching.engine.reasons import Reason
from matching.engine.requirements import Factor, Requirements
from matching.engine.scoring import Scored
from matching.engine.strengths import GOOD, STRENGTHS, treats_all
from matching.engine.summary import Summary
from matching.engine.weights import CURRENT, Weights

REASONS_SHOWN = 3


class Fit(NamedTuple):
    """ "Fits 8 of your 9 points": what the patient asked for, needs and wishes alike, counted."""

    met: int
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a card says about one match."""

    reasons: tuple[Reason, ...]  # one to three, the strongest first
    drawback: Reason  # always one
    fit: Fit


def explain(requirements: Requirements, match: Scored, summary: Summary, weights: Weights = CURRENT) -> Explanation:
    """Explain one match of the list that `summary` describes. `weights` are those it was scored with."""
    return Explanation(
        reasons=_reasons(requirements, match, summary),
        drawback=_drawback(requirements, match, summary, weights),
        fit=fit(requirements, match.candidate),
    )


def _reasons(requirements: Requirements, match: Scored, summary: Summary) -> tuple[Reason, ...]:
    """What lifts this provider over the middle of the list, the most first.

    In a list whose middle is 10 miles and $200, who is 3 miles away and asks $220 is praised for the distance alone:
    nothing below the middle is ever praised. When little is above it, as in a list of one: that it treats all that was
    asked for, then what is good though no better than the middle.
    """
    lift = {factor: match.parts[factor] - summary.medians[factor] for factor in Factor}
    above = sorted((factor for factor in Factor if lift[factor] > 0), key=lambda factor: -lift[factor])
    level = [factor for factor in Factor if lift[factor] == 0 and match.values[factor] >= GOOD]
    praised = [STRENGTHS[factor](requirements, match, summary) for factor in above]
    praised.append(treats_all(match))
    praised += [STRENGTHS[factor](requirements, match, summary) for factor in level]
    return tuple(reason for reason in praised if reason)[:REASONS_SHOWN]


def _drawback(requirements: Requirements, match: Scored, summary: Summary, weights: Weights) -> Reason:
    """What costs this provider the most points, as far as there is something true and useful to say about it. Being
    farther than others comes last: see drawbacks.py."""
    weighed = weights.favoring(requirements.matters_most)
    loss = {factor: weighed.full(factor) - match.parts[factor] for factor in Factor}
    for factor in sorted(DRAWBACKS, key=lambda factor: -loss[factor]):
        if loss[factor] > 0 and (told := DRAWBACKS[factor](requirements, match, summary)):
            return told
    return neutral(requirements, match, summary)


def fit(requirements: Requirements, candidate: Candidate) -> Fit:
    """Points of the patient: each group, the distance, the price and the times if asked for, each must, each wish.

    License, screening and the like are not counted: nobody had to ask for them.
    """
    points = [offers_one(candidate, group) for group in requirements.groups]
    points.append(candidate.miles_from(requirements.latitude, requirements.longitude) <= requirements.radius_miles)
    if requirements.max_price is not None:
        quoted = quote(requirements, candidate)
        points.append(quoted is not None and quoted.session <= requirements.max_price)
    if requirements.slots:
        points.append(bool(requirements.slots & candidate.slots))
    points += [code in candidate.traits for code in requirements.musts | requirements.wishes]
    return Fit(met=sum(points), asked=len(points))
