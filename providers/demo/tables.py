"""The rows a demonstration provider is made of, and how they get into PostgreSQL: COPY, with ids given at the end."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection, models

from caarisma.common.copy_in import copy_in
from providers.directory.models import FormerName, License, Offering, PracticeLocation, Provider, WeeklyHours
from providers.directory.traits import BOXES
from providers.exclusions.models import ExclusionHit, ListComparison
from providers.registry.models import RegistryAnswer
from providers.screening.models import Document, ScreeningCase, ScreeningCheck, SourcePage

Row = tuple[Any, ...]
Ids = Sequence[int] | Mapping[Any, int]  # row number, or whatever else stands in the row -> id


@dataclass(frozen=True, slots=True)
class DemoTable:
    """A model and the order of its columns in a Row. A column that points at another table holds a row number of the
    same batch, from 0, and so does `id`; without `id` the database numbers the rows."""

    model: type[models.Model]
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.model._meta.db_table


def pg_array(codes: Iterable[str]) -> str:
    """An array of plain codes as COPY reads it."""
    return f"{{{','.join(codes)}}}"


def _table(model: type[models.Model], columns: str) -> DemoTable:
    return DemoTable(model, tuple(columns.split()))


STAMPS = "created_at updated_at"

# In the order of writing: what others point at comes first. A test holds each list against its model.
TABLES: Final = {
    "providers": _table(
        Provider,
        "id npi npi_deactivated_on first_name middle_name last_name name_suffix birth_year "
        " credentials slug profession specialty gender languages is_demonstration registry_updated_on "
        f"user_id {STAMPS}",
    ),
    "former_names": _table(
        FormerName,
        f"provider_id first_name middle_name last_name name_suffix used_from used_until source {STAMPS}",
    ),
    "licenses": _table(License, f"provider_id state profession number status expires_on verified_on source {STAMPS}"),
    "hits": _table(
        ExclusionHit,
        "provider_id exclusion_list_id role list_name list_date matched_on tier hides compared record_key fingerprint "
        "found_at gone_on confirmed_at confirmed_by_id confirmed_reason proposed_at proposed_by_id proposed_reason "
        f"cleared_at cleared_by_id reason {STAMPS}",
    ),
    "cases": _table(
        ScreeningCase,
        "id provider_id status approved_from approved_until decided_by_id decided_at reason required states reasons "
        f"decided_how first_by_id flags kind sent_at due_at owner_id claimed_until revision {STAMPS}",
    ),
    "documents": _table(
        Document,
        "id provider_id case_id kind name title sha256 size content_type pages uploaded_by_id uploaded_at "
        "deletion_asked_at deleted_at hints seen_at",
    ),
    "source_pages": _table(
        SourcePage,
        "id provider_id kind name title sha256 size content_type saved_by_id saved_at is_demonstration",
    ),
    "comparisons": _table(ListComparison, "exclusion_list_id provider_id npi names at"),
    "answers": _table(RegistryAnswer, "id provider_id npi at source in_use question facts"),
    "checks": _table(
        ScreeningCheck,
        "case_id kind result finding source reference report_date verified_by_id verified_at good_until note "
        "ends_on document_id document_page source_page_id exclusion_list_id registry_answer_id called_number called_at "
        "product product_maker product_source exception_id",
    ),
    "locations": _table(
        PracticeLocation,
        "id provider_id clinic_name owner_name line1 line2 city state zip_code latitude longitude placed_by time_zone "
        f"phone is_active accepting_patients {' '.join(BOXES)} first_visit_fee first_visit_fee_credited "
        f"next_opening_at second_opening_at hours_confirmed_on confirmed_on {STAMPS}",
    ),
    "hours": _table(WeeklyHours, "location_id weekday opens closes"),
    "offerings": _table(
        Offering,
        "location_id area_concern_id price_per_session sessions_done is_active product product_maker product_source "
        f"product_bought_from {STAMPS}",
    ),
}
POINTS_AT: Final = {
    "provider_id": "providers", "case_id": "cases", "location_id": "locations",
    "document_id": "documents", "source_page_id": "source_pages", "registry_answer_id": "answers",
    "exclusion_list_id": "lists",
}  # fmt: skip


@dataclass(slots=True)
class Batch:
    """Rows of some providers, by table."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in TABLES})
    pages: list[UUID] = field(default_factory=list)  # names of the papers that can be looked at
    saved: list[UUID] = field(default_factory=list)  # and of the saved pages of sources

    def add(self, name: str, *values: Any) -> None:
        self.rows[name].append(values)

    def next_id(self, name: str) -> int:
        return len(self.rows[name])


def analyze(*models: type[models.Model]) -> None:
    """Count rows anew, also those of this transaction: triggers that go through tables believed empty took minutes."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def copy_batch(batch: Batch, *, lists: Mapping[date, int], count: bool) -> list[int]:
    """Write all rows of the batch, and return the providers. Call it in a transaction. `lists`: where a row has the day
    of an exclusion list. `count`: these may be the first rows, so that the database has to count them on the way."""
    ids: dict[str, Ids] = {"lists": lists}
    ids |= {name: _new_ids(table, len(batch.rows[name])) for name, table in TABLES.items() if "id" in table.columns}
    for name, table in TABLES.items():
        _copy(table, _numbered(batch.rows[name], table, ids, own=ids.get(name)))
        if count:
            analyze(table.model)
    return list(ids["providers"])


def _new_ids(table: DemoTable, count: int) -> list[int]:
    """Ids from the table's own sequence, so that whoever adds a row meanwhile gets another."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table.name, count]
        )
        return [number for (number,) in cursor.fetchall()]


def _numbered(rows: Iterable[Row], table: DemoTable, ids: dict[str, Ids], own: Ids | None) -> Iterator[Row]:
    """The rows with database ids in place of row numbers; None stays."""
    targets = {"id": own, **{column: ids[name] for column, name in POINTS_AT.items()}}
    swaps = [(place, found) for place, column in enumerate(table.columns) if (found := targets.get(column))]
    for row in rows:
        values = list(row)
        for place, found in swaps:
            values[place] = None if values[place] is None else found[values[place]]
        yield tuple(values)


def _copy(table: DemoTable, rows: Iterable[Row]) -> None:
    nullable = {field.column for field in table.model._meta.concrete_fields if field.null and field.column}
    copy_in(table.name, table.columns, rows, nullable=nullable)
