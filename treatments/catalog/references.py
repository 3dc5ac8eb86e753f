"""What only shows between rows: doubles, references to nothing, facts that rest on a claim that is not printed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from treatments.enums import ClaimStatus

RawRow = tuple[str, str, Mapping[str, Any]]  # file, the row's title for people, its values as written
Fault = tuple[str, str, str, object, str]  # file, the row's title, key, value, reason

# table -> key -> the table it points into
POINTERS = {
    "session_plans": {"claim": "claims"},
    "effects": {"claim": "claims"},
    "costs": {"claim": "claims"},
    "claims": {"sources": "sources"},
    "concerns": {"session_plan": "session_plans", "effect": "effects", "claim": "claims", "areas": "areas"},
    "blocks": {"page": "pages"},
    "verdicts": {"studies": "studies"},
    "studied_plans": {"concerns": "concerns", "areas": "areas", "studies": "studies"},
}
UNIQUE = {"areas": ("slug", "position"), "concerns": ("slug", "position"), "pages": ("slug", "at")}
NEEDED = {"session_plans": ("course.toml", "session_plan", "usual"), "costs": ("course.toml", "cost", "session")}


def reference_faults(tables: Mapping[str, Sequence[RawRow]]) -> Iterator[Fault]:
    """Faults between the rows of all tables. Values of a wrong kind are skipped: they are reported as such."""
    for name, rows in tables.items():
        yield from _doubles(rows, UNIQUE.get(name, ("slug",)))
        for key, target in POINTERS.get(name, {}).items():
            yield from _dangling(rows, key, target, tables)
    yield from _not_printed(tables)
    yield from _not_there(tables)


def _doubles(rows: Sequence[RawRow], keys: Sequence[str]) -> Iterator[Fault]:
    for key in keys:
        first: dict[str, str] = {}
        for file, title, raw in rows:
            if key not in raw:
                continue
            value = str(raw[key])
            if value in first:
                yield file, title, key, raw[key], f"is taken by {first[value]}"
            first.setdefault(value, title)


def _dangling(rows: Sequence[RawRow], key: str, target: str, tables: Mapping[str, Sequence[RawRow]]) -> Iterator[Fault]:
    known = _slugs(tables, target)
    if not known:
        return  # the whole table is missing or broken, which is already said
    for file, title, raw in rows:
        for slug in _named(raw.get(key)):
            if slug not in known:
                yield file, title, key, slug, f"no such row in {target}"


def _not_printed(tables: Mapping[str, Sequence[RawRow]]) -> Iterator[Fault]:
    """Numbers and concerns are shown with their claim, so that claim must be one that is printed."""
    status = {raw.get("slug"): raw.get("status") for _, _, raw in tables.get("claims", ())}
    silent = set(ClaimStatus.values) - {ClaimStatus.PUBLISHED}
    for name, keys in POINTERS.items():
        for file, title, raw in tables.get(name, ()) if "claim" in keys else ():
            slug = raw.get("claim")
            if isinstance(slug, str) and status.get(slug) in silent:
                yield file, title, "claim", slug, f"is {status[slug]}, so it may not carry a row that is shown"


def _not_there(tables: Mapping[str, Sequence[RawRow]]) -> Iterator[Fault]:
    for name, (file, table, slug) in NEEDED.items():
        known = _slugs(tables, name)
        if known and slug not in known:
            yield file, table, "slug", slug, "is missing: ranking and planner read this row by name"


def _slugs(tables: Mapping[str, Sequence[RawRow]], name: str) -> set[str]:
    return {raw["slug"] for _, _, raw in tables.get(name, ()) if isinstance(raw.get("slug"), str)}


def _named(value: object) -> list[str]:
    """The slugs in a value: one text, a list of them or the keys of a table."""
    if isinstance(value, str):
        return [value]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list | dict) else []
