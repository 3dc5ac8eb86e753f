"""Read the health questions and say everything that is wrong with the file at once. Standard library only."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from treatments.health_gate import (
    NONE_OF_THESE,
    RATHER_NOT_SAY,
    ConcernNote,
    GateGroup,
    GateRow,
    Heading,
    HealthGate,
    HealthGateReview,
    Level,
    Words,
)

FILE = Path(__file__).parent / "data" / "health_gate.toml"
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ROW_LEVELS = {"stop": Level.STOP, "note": Level.NOTE}
ROW_WORDS = {f"{name}_{language}" for name in ("question", "card", "ask") for language in ("en", "es")}
ROW_USES = {"areas", "concerns", "stop_for"}
ROW_KEYS = {"code", "level", "group", "claim", "about_medicine", "hint_en", "hint_es", *ROW_USES, *ROW_WORDS}
TABLES = {
    *("version", "reviewed_by", "reviewed_on", "keep_medicine", "none_of_these"),
    *("outcome", "group", "row", "concern_note"),
}

Table = Mapping[str, object]


class GateInvalid(Exception):
    """`problems` holds one line for each thing to mend, in the order of the file."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@cache
def current_gate() -> HealthGate:
    """The questions as shipped, read once a process."""
    return read_gate(FILE)


def read_gate(path: Path) -> HealthGate:
    """Raises GateInvalid with every problem, not only the first."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GateInvalid([f"{path.name} cannot be read: {error}"]) from None
    reading = _HealthGateReading()
    gate = reading.gate(content)
    if reading.problems:
        raise GateInvalid(reading.problems)
    return gate


@dataclass(slots=True)
class _HealthGateReading:
    """Gives a value of the right type for every key, and notes a problem where the file has none."""

    problems: list[str] = field(default_factory=list)

    def gate(self, content: Table) -> HealthGate:
        self._no_other_keys(content, TABLES, "the file")
        outcomes = self._table(content, "outcome", "the file")
        gate = HealthGate(
            version=self._text(content, "version", "the file"),
            review=self._review(content),
            keep_medicine=self._words(self._table(content, "keep_medicine", "the file"), "keep_medicine"),
            none_of_these=self._words(self._table(content, "none_of_these", "the file"), "none_of_these"),
            headings={level: self._heading(outcomes, level.name.lower()) for level in Level},
            groups=tuple(self._group(raw, place) for raw, place in self._tables(content, "group", "code")),
            rows=tuple(self._row(raw, place) for raw, place in self._tables(content, "row", "code")),
            concern_notes=tuple(
                self._note(raw, place) for raw, place in self._tables(content, "concern_note", "claim")
            ),
        )
        self._check_codes(gate)
        return gate

    def _group(self, raw: Table, place: str) -> GateGroup:
        self._no_other_keys(raw, {"code", "title_en", "title_es"}, place)
        return GateGroup(code=self._code(raw, "code", place), title=self._words(raw, place, "title_"))

    def _row(self, raw: Table, place: str) -> GateRow:
        self._no_other_keys(raw, ROW_KEYS, place)
        level = raw.get("level")
        if level not in ROW_LEVELS:
            self.problems.append(f'{place}: level must be "stop" or "note"')
        about_medicine = raw.get("about_medicine", False)
        if not isinstance(about_medicine, bool):
            self.problems.append(f"{place}: about_medicine must be true or false")
        return GateRow(
            code=self._code(raw, "code", place),
            level=ROW_LEVELS.get(str(level), Level.STOP),
            question=self._words(raw, place, "question_"),
            card=self._words(raw, place, "card_"),
            ask=self._words(raw, place, "ask_"),
            claim=self._code(raw, "claim", place),
            group=self._code(raw, "group", place) if "group" in raw else "",
            hint=self._words(raw, place, "hint_") if {"hint_en", "hint_es"} & raw.keys() else None,
            about_medicine=bool(about_medicine),
            **{key: self._slugs(raw, key, place) for key in ROW_USES if key in raw},
        )

    def _note(self, raw: Table, place: str) -> ConcernNote:
        self._no_other_keys(raw, {"claim", "concerns"}, place)
        return ConcernNote(claim=self._code(raw, "claim", place), concerns=self._slugs(raw, "concerns", place))

    def _heading(self, outcomes: Table, name: str) -> Heading:
        place = f"outcome.{name}"
        raw = self._table(outcomes, name, "outcome")
        return Heading(title=self._words(raw, place, "title_"), lead=self._words(raw, place, "lead_"))

    def _review(self, content: Table) -> HealthGateReview | None:
        """None until both are filled in. Half a signature is a problem and not a review."""
        by, on = content.get("reviewed_by", ""), content.get("reviewed_on", "")
        if not by and not on:
            return None
        try:
            if isinstance(by, str) and by.strip() and isinstance(on, str):
                return HealthGateReview(by=by, on=date.fromisoformat(on))
        except ValueError:
            pass
        self.problems.append("the file: reviewed_by and reviewed_on (YYYY-MM-DD) come together")
        return None

    def _check_codes(self, gate: HealthGate) -> None:
        codes = [row.code for row in gate.rows]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            self.problems.append(f"row ({code}): the code is there more than once")
        if NONE_OF_THESE in codes:
            self.problems.append(f"row ({NONE_OF_THESE}): the code stands for ticking no row")
        groups = [group.code for group in gate.groups]
        for row in gate.rows:
            if row.group not in ("", *groups):
                self.problems.append(f"row ({row.code}): there is no group {row.group}")
        unsaid = next((row for row in gate.rows if row.code == RATHER_NOT_SAY), None)
        if unsaid is None or unsaid.level is not Level.NOTE:
            self.problems.append(f'the file: needs a row "{RATHER_NOT_SAY}" of level "note"; it never blocks')

    def _words(self, raw: Table, place: str, before: str = "") -> Words:
        return Words(en=self._text(raw, f"{before}en", place), es=self._text(raw, f"{before}es", place))

    def _text(self, raw: Table, key: str, place: str) -> str:
        value = raw.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self.problems.append(f"{place}: {key} must be a text in quotes")
        return ""

    def _code(self, raw: Table, key: str, place: str) -> str:
        value = raw.get(key)
        if isinstance(value, str) and CODE.fullmatch(value):
            return value
        self.problems.append(f"{place}: {key} must be small letters and digits joined by hyphens, like cold-sores")
        return ""

    def _slugs(self, raw: Table, key: str, place: str) -> frozenset[str]:
        value = raw.get(key)
        if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
            return frozenset(value)
        self.problems.append(f"{place}: {key} must be a list of at least one slug")
        return frozenset()

    def _table(self, raw: Table, key: str, place: str) -> Table:
        value = raw.get(key)
        if isinstance(value, dict):
            return value
        self.problems.append(f"{place}: [{key}] is missing")
        return {}

    def _tables(self, content: Table, key: str, name: str) -> list[tuple[Table, str]]:
        """Each [[key]] with its name for people: row 3 (allergy)."""
        value = content.get(key)
        if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
            return [(raw, f"{key} {number} ({raw.get(name, 'unnamed')})") for number, raw in enumerate(value, start=1)]
        self.problems.append(f"the file: needs at least one [[{key}]]")
        return []

    def _no_other_keys(self, raw: Table, known: set[str], place: str) -> None:
        self.problems += [f"{place}: unknown key {key}" for key in raw if key not in known]
