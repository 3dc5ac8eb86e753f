"""Read the catalog files, and say everything that is wrong with them at once."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from treatments.catalog.guide_references import guide_faults
from treatments.catalog.references import reference_faults
from treatments.catalog.rows import (
    AreaRow,
    BlockRow,
    CatalogRow,
    ClaimRow,
    ConcernRow,
    CostRow,
    EffectRow,
    PageRow,
    PlanRow,
    SourceRow,
)
from treatments.catalog.study_rows import SearchRow, StudiedPlanRow, StudyRow, VerdictRow
from treatments.catalog.term_rows import DatedRow, TermRow
from treatments.catalog.whole import Catalog

FOLDER = Path(__file__).resolve().parents[1] / "data"

# file -> its tables; a table may be spread over files by topic: name in the file, field of Catalog, shape of a row
FILES: Mapping[str, Sequence[tuple[str, str, type[CatalogRow]]]] = {
    "sources.toml": [("source", "sources", SourceRow)],
    "claims.toml": [("claim", "claims", ClaimRow)],
    "course.toml": [
        ("session_plan", "session_plans", PlanRow),
        ("effect", "effects", EffectRow),
        ("cost", "costs", CostRow),
    ],
    "areas.toml": [("area", "areas", AreaRow)],
    "concerns.toml": [("concern", "concerns", ConcernRow)],
    "claims_choices.toml": [("claim", "claims", ClaimRow)],
    "guide.toml": [("page", "pages", PageRow), ("block", "blocks", BlockRow)],
    "guide_choices.toml": [("page", "pages", PageRow), ("block", "blocks", BlockRow)],
    "studies.toml": [
        ("search", "searches", SearchRow),
        ("verdict", "verdicts", VerdictRow),
        ("study", "studies", StudyRow),
    ],
    "plans.toml": [("studied_plan", "studied_plans", StudiedPlanRow)],
    "glossary.toml": [("term", "terms", TermRow)],
    "changed.toml": [("changed", "dated", DatedRow)],
}


def claim_files() -> list[str]:
    """The files that hold claims."""
    return [file for file, shapes in FILES.items() if any(name == "claims" for _, name, _ in shapes)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogProblem:
    """One thing to mend in a file. `table` names the row: claim 3 (works-elastin)."""

    file: str
    table: str = ""
    key: str = ""
    value: object = None
    reason: str

    def __str__(self) -> str:
        shown = repr(self.value)
        value = f" = {shown[:60]}{'...' if len(shown) > 60 else ''}" if self.value is not None else ""
        place = ": ".join(part for part in (self.file, self.table, f"{self.key}{value}") if part)
        return f"{place}: {self.reason}"


class CatalogInvalid(Exception):
    """The files cannot be loaded. `problems` holds all that was found, in the order of the files."""

    def __init__(self, problems: Sequence[CatalogProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(slots=True)
class _CatalogReading:
    """What was read so far. `raw` keeps broken rows too, so that one mistake is not reported again where it is used."""

    problems: list[CatalogProblem] = field(default_factory=list)
    rows: dict[str, list[Any]] = field(default_factory=dict)
    raw: dict[str, list[tuple[str, str, Mapping[str, Any]]]] = field(default_factory=dict)


def read_catalog(folder: Path = FOLDER) -> Catalog:
    """The catalog in `folder`. Raises CatalogInvalid with every problem, not only the first."""
    return _understood(tuple(_bytes(folder / file) for file in FILES))


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


@lru_cache(maxsize=1)  # the same files are the same catalog, and to understand them takes twice as long as to load it
def _understood(files: tuple[bytes | None, ...]) -> Catalog:
    """`files`: what is in each of FILES; None where it is missing."""
    reading = _CatalogReading()
    for file, content in zip(FILES, files, strict=True):
        _read_file(file, content, reading)
    reading.problems += [
        CatalogProblem(file=file, table=table, key=key, value=value, reason=reason)
        for file, table, key, value, reason in (*reference_faults(reading.raw), *guide_faults(reading.raw))
    ]
    if reading.problems:
        raise CatalogInvalid(reading.problems)
    return Catalog(**{name: tuple(rows) for name, rows in reading.rows.items()})


def _read_file(file: str, text: bytes | None, reading: _CatalogReading) -> None:
    shapes = FILES[file]
    for _, name, _ in shapes:
        reading.rows.setdefault(name, [])
        reading.raw.setdefault(name, [])
    if text is None:
        reading.problems.append(CatalogProblem(file=file, reason="the file is missing"))
        return
    try:
        content = tomllib.loads(text.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        reading.problems.append(CatalogProblem(file=file, reason=f"is not TOML: {error}"))
        return
    known = [table for table, _, _ in shapes]
    for table in content.keys() - set(known):
        reason = f"unknown table; this file holds {', '.join(known)}"
        reading.problems.append(CatalogProblem(file=file, table=table, reason=reason))
    for table, name, shape in shapes:
        _read_table(file, table, name, shape, content.get(table), reading)


def _read_table(
    file: str, table: str, name: str, shape: type[CatalogRow], found: object, reading: _CatalogReading
) -> None:
    if not isinstance(found, list) or not found or not all(isinstance(raw, dict) for raw in found):
        reading.problems.append(CatalogProblem(file=file, table=table, reason=f"needs at least one [[{table}]]"))
        return
    for number, raw in enumerate(found, start=1):
        title = f"{table} {number} ({raw.get('slug', 'no slug')})"
        reading.raw[name].append((file, title, raw))
        values, faults = _clean(shape, raw)
        if not faults:
            row = shape(**values)
            faults = [(key, raw.get(key), reason) for key, reason in row.faults()]
            reading.rows[name].append(row)
        reading.problems += [
            CatalogProblem(file=file, table=title, key=key, value=value, reason=reason) for key, value, reason in faults
        ]


def _clean(shape: type[CatalogRow], raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple[str, object, str]]]:
    """The row's values by key, and (key, value, reason) for each that is wrong, missing or unknown."""
    values: dict[str, Any] = {}
    faults = list(_unknown_keys(shape, raw))
    for each in fields(shape):
        if each.name not in raw:
            if each.default is MISSING:
                faults.append((each.name, None, "is missing"))
            continue
        try:
            values[each.name] = each.metadata["clean"](raw[each.name])
        except ValueError as error:
            faults.append((each.name, raw[each.name], str(error)))
    return values, faults


def _unknown_keys(shape: type[CatalogRow], raw: Mapping[str, Any]) -> Iterator[tuple[str, object, str]]:
    known = {each.name for each in fields(shape)}
    for key in raw:
        if key not in known:
            yield key, raw[key], "unknown key"
