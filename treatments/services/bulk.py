"""Make rows as wanted, in a number of queries that does not grow with the rows, and count what that took."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from caarisma.common.models import TimeStamped

M = TypeVar("M", bound=models.Model)
Values = dict[str, Any]  # column ("claim_id") -> value
Ids = dict[str, int]  # slug -> id


@dataclass(slots=True)
class CatalogReport:
    """Rows by model. `put_out`: gone from the files. `void`: claims whose review no longer holds, by slug."""

    at: datetime
    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    put_out: Counter[str] = field(default_factory=Counter)
    void: list[str] = field(default_factory=list)

    @property
    def wrote(self) -> bool:
        """Whether the load changed anything."""
        return any(counter.total() for counter in (self.added, self.changed, self.put_out))


def write_by_slug(model: type[M], wanted: Mapping[str, Values], report: CatalogReport) -> Ids:
    """Make the row of each slug hold its values. Gives the id of each."""
    existing = model._default_manager.in_bulk(list(wanted), field_name="slug")
    new = [model(slug=slug, **values) for slug, values in wanted.items() if slug not in existing]
    _write(model, new, [(row, wanted[slug]) for slug, row in existing.items()], report)
    made = dict(zip((slug for slug in wanted if slug not in existing), new, strict=True))
    return {slug: row.pk for slug, row in (existing | made).items()}


def write_links(
    model: type[M],
    columns: tuple[str, str],
    wanted: Mapping[tuple[int, int], Values],
    existing: Mapping[tuple[int, int], M],
    report: CatalogReport,
) -> None:
    """The same for rows that two keys identify. What is not wanted is left to the caller."""
    new = [
        model(**dict(zip(columns, key, strict=True)), **values) for key, values in wanted.items() if key not in existing
    ]
    _write(model, new, [(row, wanted[key]) for key, row in existing.items() if key in wanted], report)


def _write(model: type[M], new: list[M], existing: Iterable[tuple[M, Values]], report: CatalogReport) -> None:
    changed, columns, kept = [], set[str](), 0
    for row, values in existing:
        other = {column: value for column, value in values.items() if getattr(row, column) != value}
        if not other:
            kept += 1
            continue
        if isinstance(row, TimeStamped):
            other["updated_at"] = report.at  # a bulk update does not stamp by itself
        for column, value in other.items():
            setattr(row, column, value)
        changed.append(row)
        columns.update(other)
    model._default_manager.bulk_create(new)
    if changed:
        model._default_manager.bulk_update(changed, sorted(columns))
    report.added[model.__name__] += len(new)
    report.changed[model.__name__] += len(changed)
    report.unchanged[model.__name__] += kept
