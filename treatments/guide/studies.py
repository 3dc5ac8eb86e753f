"""The table of studies as the guide shows it, and as a file that others can count with."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache

from treatments.catalog.study_rows import (
    Control,
    Design,
    Grade,
    Money,
    Opened,
    SearchRow,
    StudiedUse,
    StudyRow,
    VerdictRow,
)
from treatments.guide.book import shipped
from treatments.guide.words import in_spanish

# What a spreadsheet would run as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class ShownStudy:
    row: StudyRow

    @property
    def name(self) -> str:
        """Its first author and year, in the language of the moment."""
        author = (self.row.author_es if in_spanish() else "") or self.row.author
        return f"{author} {self.row.year}" if self.row.year else author

    @property
    def design(self) -> Design:
        return Design(self.row.design)

    @property
    def control(self) -> Control:
        return Control(self.row.control)

    @property
    def money(self) -> Money:
        return Money(self.row.money)

    @property
    def opened(self) -> Opened:
        return Opened(self.row.opened)


@dataclass(frozen=True, slots=True)
class ShownVerdict:
    """`studies`: the rows of the table that it rests on, by name."""

    row: VerdictRow
    studies: tuple[ShownStudy, ...]

    @property
    def grade(self) -> Grade:
        return Grade(self.row.grade)


@dataclass(frozen=True, slots=True)
class UseOnShelf:
    """A use that the table can be narrowed to, with how many studies are about it."""

    use: StudiedUse
    count: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is shown: `chosen` is None for all uses."""

    chosen: StudiedUse | None
    uses: tuple[UseOnShelf, ...]
    verdicts: tuple[ShownVerdict, ...]
    studies: tuple[ShownStudy, ...]
    all_studies: int
    search: SearchRow


def shelf(use: StudiedUse | None = None) -> Shelf:
    """Studies newest first; one without a year comes last."""
    catalog = shipped()
    about = [row for row in catalog.studies if use is None or use in row.uses]
    by_slug = {row.slug: row for row in catalog.studies}
    return Shelf(
        chosen=use,
        uses=tuple(UseOnShelf(each, sum(each in row.uses for row in catalog.studies)) for each in StudiedUse),
        verdicts=tuple(
            ShownVerdict(row, tuple(ShownStudy(by_slug[slug]) for slug in row.studies))
            for row in catalog.verdicts
            if use is None or row.use == use
        ),
        studies=tuple(ShownStudy(row) for row in _newest_first(about)),
        all_studies=len(catalog.studies),
        search=catalog.searches[0],
    )


def studies_named(slugs: Sequence[str]) -> tuple[ShownStudy, ...]:
    by_slug = {row.slug: row for row in shipped().studies}
    return tuple(ShownStudy(by_slug[slug]) for slug in slugs)


def _newest_first(rows: Iterable[StudyRow]) -> Sequence[StudyRow]:
    return sorted(rows, key=lambda row: (-(row.year or 0), row.author))


@cache
def studies_csv() -> str:
    """Every row with every column, as the file has them; `uses` joined by a semicolon. Lines end in CRLF."""
    columns = [each.name for each in fields(StudyRow)]
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow([*columns, "link"])
    for row in _newest_first(shipped().studies):
        lines.writerow([_cell(getattr(row, column)) for column in columns] + [row.link])
    return written.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return ";".join(map(str, value))
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
