"""The definition of a match: pure functions over frozen facts, standard library only.

    ranking = rank(requirements, candidates)
    summary = summarize(ranking.matches)
    cards = [explain(requirements, match, summary) for match in ranking.matches]

No clock, no query, no setting is read here. What an index or a query answers faster must answer the same.
"""

from matching.engine.blocking import Blocking
from matching.engine.candidates import Candidate, Stretch, Terms
from matching.engine.explanation import Explanation, Fit, explain, fit
from matching.engine.gates import RELAXABLE, Failure, Need, failures
from matching.engine.geography import BoundingBox, bounding_box, great_circle_miles
from matching.engine.ladder import Rung, ladder
from matching.engine.near_misses import ScoredMiss
from matching.engine.pricing import Quote, quote
from matching.engine.ranking import Excluded, Ranking, rank
from matching.engine.reasons import Reason, ReasonCode
from matching.engine.relaxing import RADIUS_STEPS, Change, Relaxation, apply
from matching.engine.requirements import EVENING, NOON, Factor, Requirements, Service, Slot, slot_of
from matching.engine.scoring import Scored, score
from matching.engine.standing import SearchPart, SearchStanding, standing
from matching.engine.summary import Summary, summarize
from matching.engine.weights import CURRENT, Weights

__all__ = [
    "CURRENT",
    "EVENING",
    "NOON",
    "RADIUS_STEPS",
    "RELAXABLE",
    "Blocking",
    "BoundingBox",
    "Candidate",
    "Change",
    "Excluded",
    "Explanation",
    "Factor",
    "Failure",
    "Fit",
    "Need",
    "Quote",
    "Ranking",
    "Reason",
    "ReasonCode",
    "Relaxation",
    "Requirements",
    "Rung",
    "Scored",
    "ScoredMiss",
    "SearchPart",
    "SearchStanding",
    "Service",
    "Slot",
    "Stretch",
    "Summary",
    "Terms",
    "Weights",
    "apply",
    "bounding_box",
    "explain",
    "failures",
    "fit",
    "great_circle_miles",
    "ladder",
    "quote",
    "rank",
    "score",
    "slot_of",
    "standing",
    "summarize",
]
