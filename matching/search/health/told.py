"""What a person told us about their health, as it waits in the session and as it is kept beside an intake."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from treatments.health_gate import NONE_OF_THESE, RATHER_NOT_SAY, GateRow, HealthGateOutcome, Level, judge
from treatments.health_gate_file import current_gate

# Change it when the words beside the tick change: it is stored with the answers.
CONSENT_VERSION = "2026-11-29"


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthTold:
    """`seen`: the rows for a use that the page showed. `doctor_at`: when the person said that a doctor agreed."""

    ticked: tuple[str, ...]
    version: str  # of the questions
    agreed_at: datetime | None  # to our keeping it. None: there is nothing to keep
    doctor_at: datetime | None = None
    seen: tuple[str, ...] = ()

    @property
    def says_nothing(self) -> bool:
        return self.ticked == (RATHER_NOT_SAY,)

    @property
    def rows(self) -> list[GateRow]:
        """Those that are still asked, in the order of the page."""
        return [row for row in current_gate().rows if row.code in self.ticked]

    def outcome(self, concerns: Collection[str]) -> HealthGateOutcome | None:
        """What it calls for in somebody who asks for these. None: too little of it is still asked to say."""
        known = set(self.ticked) & current_gate().codes
        return judge(current_gate(), codes=known, concerns=concerns) if known else None

    def stops(self, concerns: Collection[str]) -> bool:
        outcome = self.outcome(concerns)
        return outcome is not None and outcome.level is Level.STOP and self.doctor_at is None

    def as_stored(self) -> dict[str, Any]:
        return {**asdict(self), "agreed_at": _text(self.agreed_at), "doctor_at": _text(self.doctor_at)}


def told_from(stored: Any) -> HealthTold:
    """Raises what garbled data raises: KeyError, TypeError, ValueError."""
    return HealthTold(
        ticked=tuple(stored["ticked"]),
        version=stored["version"],
        agreed_at=_moment(stored["agreed_at"]),
        doctor_at=_moment(stored["doctor_at"]),
        seen=tuple(stored["seen"]),
    )


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


def labels_of(told: HealthTold, language: str | None) -> list[str]:
    """What was ticked, in words."""
    gate = current_gate()
    none = [gate.none_of_these.in_language(language)] if NONE_OF_THESE in told.ticked else []
    return [row.question.in_language(language) for row in told.rows] + none
