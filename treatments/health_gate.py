"""Who should talk to a doctor first. Pure: standard library only, no clock, no query, no page.

It sorts what a person told us into three levels and never adds them up to a score. It does not diagnose, and it fails
closed: an answer that is missing, unknown or contradicts itself is refused and never read as "nothing to report".
The words are data (treatments/data/health_gate.toml), read by treatments/health_gate_file.py.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

NONE_OF_THESE = "none-of-these"
RATHER_NOT_SAY = "rather-not-say"


class Level(IntEnum):
    """Ordered: a higher level wins."""

    CLEAR = 0
    NOTE = 1
    STOP = 2


class AnswerInvalid(ValueError):
    """The answer cannot be judged. The message never holds the answer: it may end in a log."""


@dataclass(frozen=True, slots=True)
class Words:
    en: str
    es: str

    def in_language(self, language: str | None) -> str:
        return self.es if (language or "").startswith("es") else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRow:
    """One thing that a person can tick. `claim` is the slug of the statement it stands on."""

    code: str
    level: Level
    question: Words
    card: Words
    ask: Words
    claim: str
    group: str = ""  # the code of a GateGroup; "" stands apart, below all of them
    hint: Words | None = None
    about_medicine: bool = False
    areas: frozenset[str] = frozenset()  # asked only of whoever asks for one of these; empty: of everybody
    concerns: frozenset[str] = frozenset()
    stop_for: frozenset[str] = frozenset()  # concerns for which a note is a stop

    @property
    def is_for_a_use(self) -> bool:
        return bool(self.areas or self.concerns)

    def is_for(self, *, areas: Collection[str], concerns: Collection[str]) -> bool:
        """No areas or no concerns: the person is not sure, so it may be any of them."""
        return _may_be(self.areas, areas) and _may_be(self.concerns, concerns)

    def level_for(self, concerns: Collection[str]) -> Level:
        return Level.STOP if self.stop_for & set(concerns) else self.level


def _may_be(only: frozenset[str], meant: Collection[str]) -> bool:
    return not only or not meant or bool(only & set(meant))


@dataclass(frozen=True, slots=True, kw_only=True)
class GateGroup:
    code: str
    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    title: Words
    lead: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernNote:
    """A claim that is shown to whoever asks about one of the concerns."""

    claim: str
    concerns: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthGateReview:
    """The licensed clinician who signed the rows off."""

    by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthGate:
    version: str
    review: HealthGateReview | None
    groups: tuple[GateGroup, ...]
    rows: tuple[GateRow, ...]
    headings: Mapping[Level, Heading]
    keep_medicine: Words
    none_of_these: Words
    concern_notes: tuple[ConcernNote, ...]

    @property
    def codes(self) -> frozenset[str]:
        """What may be answered."""
        return frozenset(row.code for row in self.rows) | {NONE_OF_THESE}

    def rows_for(self, *, areas: Collection[str], concerns: Collection[str]) -> tuple[GateRow, ...]:
        """What is asked of whoever looks for this."""
        return tuple(row for row in self.rows if row.is_for(areas=areas, concerns=concerns))


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthGateOutcome:
    """`cards` are the ticked rows, the gravest first; `note_claims` are claims about the concerns."""

    version: str
    level: Level
    heading: Heading
    cards: tuple[GateRow, ...]
    note_claims: tuple[str, ...]


def judge(gate: HealthGate, *, codes: Collection[str], concerns: Collection[str] = ()) -> HealthGateOutcome:
    """What the answers call for. A concern alone never changes the level; it can make a note that was ticked a stop.
    Raises AnswerInvalid."""
    told = set(codes)
    if not told:
        raise AnswerInvalid("the health question is not answered")
    if told - gate.codes:
        raise AnswerInvalid(f"an answer is not in version {gate.version} of the health questions")
    if NONE_OF_THESE in told and len(told) > 1:
        raise AnswerInvalid('"none of these" and something of these cannot both be true')
    cards = sorted((row for row in gate.rows if row.code in told), key=lambda row: -row.level_for(concerns))
    level = max((row.level_for(concerns) for row in cards), default=Level.CLEAR)
    return HealthGateOutcome(
        version=gate.version,
        level=level,
        heading=gate.headings[level],
        cards=tuple(cards),
        note_claims=tuple(note.claim for note in gate.concern_notes if note.concerns & set(concerns)),
    )
