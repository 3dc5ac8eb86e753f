"""A form is sent with every field of our tables besides its own, and changes what it changes without them."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import time_machine
from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from benchmarks.fuzz.pages import Field, Form
from benchmarks.fuzz.values import BY_NAME, PLAIN, WORDS
from tests.architecture.access.asking import undone
from tests.architecture.access.people import Person

Written = dict[tuple[str, str], Counter[str]]  # what a column of a table holds, of the tables that were written to
WRITES = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
ROOM = 100  # fields besides the form's own: Django takes 200


def _value(field: models.Field) -> str:
    """Another than most rows hold."""
    if field.choices:
        return str(list(field.flatchoices)[-1][0])
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateTimeField):
        return "2030-01-02 03:04"
    if isinstance(field, models.DateField):
        return "2030-01-02"
    return "1" if isinstance(field, models.IntegerField | models.ForeignKey) else "extra"


EXTRAS = {
    name: _value(field)
    for model in apps.get_models()
    for field in model._meta.concrete_fields
    for name in (field.name, field.attname)
}


def extras_beside(form: Form) -> Iterator[dict[str, str]]:
    """All of them, so many at a time."""
    names = [name for name in EXTRAS if name not in form.fields]
    for start in range(0, len(names), ROOM):
        yield {name: EXTRAS[name] for name in names[start : start + ROOM]}


def filled(form: Form) -> dict[str, str]:
    """As its page shows it; one of its buttons is pressed."""
    buttons = [field for field in form.fields.values() if field.kind == "submit"]
    asked = [field for field in form.fields.values() if field.kind not in {"submit", "file"}]
    return {field.name: _first(field) for field in (*asked, *buttons[:1])}


def _first(field: Field) -> str:
    by_kind = PLAIN.get(field.kind) or next((some for word, some in BY_NAME.items() if word in field.name), WORDS)
    return next((value for value in field.values if value), by_kind[0])


def send(person: Person, form: Form, extras: dict[str, str]) -> tuple[int, Written]:
    """Its status, and what it wrote. Nothing stays."""
    with undone(), connection.cursor() as cursor:
        before = _writes(cursor)
        answer = person.client().post(form.path, filled(form) | extras)
        tables = [table for table, times in _writes(cursor).items() if times != before.get(table, 0)]
        return answer.status_code, {key: held for table in tables for key, held in _held(cursor, table)}


def _writes(cursor: Any) -> dict[str, int]:
    cursor.execute(WRITES)
    return dict(cursor.fetchall())


def _held(cursor: Any, table: str) -> Iterator[tuple[tuple[str, str], Counter[str]]]:
    cursor.execute(f'SELECT to_jsonb(one) FROM "{table}" one')
    rows = [json.loads(row) for (row,) in cursor.fetchall()]
    for column in rows[0] if rows else ():
        yield (table, column), Counter(str(row[column]) for row in rows)


class Look(NamedTuple):
    status: int  # without more
    sent: int  # times with more
    differs: list[str]


def told_apart(person: Person, form: Form) -> Look:
    """What two sendings without more differ in, as numbers of rows and secrets, tells nothing."""
    with time_machine.travel(timezone.now(), tick=False):
        status, once = send(person, form, {})
        again = send(person, form, {})[1]
        steady = {key for key in once.keys() | again.keys() if once.get(key) == again.get(key)}
        look = Look(status, 0, [])
        for extras in extras_beside(form):
            answered, held = send(person, form, extras)
            changed = {key for key in steady if held.get(key) != once[key]} | (held.keys() - once.keys() - again.keys())
            if changed or answered != status:
                look.differs.append(f"{form.path} as {person.name}: {status}, {answered}, {sorted(changed)}")
            look = look._replace(sent=look.sent + 1)
        return look
