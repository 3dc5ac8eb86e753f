"""Everything that we keep of somebody, as plain values: for a file that programs read, and for one that people read."""

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _

from caarisma.accounts.browser import SESSION_KEY
from caarisma.common.outbox.moves import addressed_to
from caarisma.common.privacy import declared_fields
from matching.consultations.models import Asker
from matching.questions.whose import questions_of
from matching.rights.holdings import PARTS, Holding, Root
from matching.rights.whose import Whose
from matching.search.health.keeping import HEALTH_KEY, health_of
from providers.calls.callers import CALLER_KEY

NOT_TOLD = "not told: a key"
SECRETS = {SESSION_KEY, CALLER_KEY}  # of the session: by them this browser is known
Section = dict[str, Any]


def everything_of(whose: Whose, request: HttpRequest, *, now: datetime) -> list[Section]:
    """[{title, tables: [{name, rows: [{field: value}]}]}], tables without rows left out."""
    declared = dict(declared_fields())
    ids = {root: ids_of(root, whose) for root in Root}
    sections = []
    for part in PARTS:
        tables = [
            {"name": holding.model._meta.label, "rows": rows}
            for holding in part.holdings
            if whose.shows_words or not holding.wordy
            if (rows := list(_rows(holding, ids[holding.root], list(declared[holding.model._meta.label]))))
        ]
        sections.append({"title": str(part.title), "tables": tables})
    sections.append({"title": _("On the way"), "tables": [*_mails(whose), *_session(request, now=now)]})
    return [section for section in sections if section["tables"]]


def as_json(sections: list[Section], *, now: datetime) -> str:
    return json.dumps({"made_at": now, "parts": sections}, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def ids_of(root: Root, whose: Whose) -> Collection[object]:
    match root:
        case Root.ACCOUNT:
            return [whose.account.pk] if whose.account else []
        case Root.LIST:
            return list(whose.lists().values_list("pk", flat=True))
        case Root.ASKER:
            return whose.askers
        case Root.DRAFTS:
            return [whose.drafts] if whose.drafts else []
        case Root.WATCH:
            return list(whose.watches().values_list("pk", flat=True))
        case Root.QUESTION:
            mine = questions_of(asker_ids=whose.askers, browser=whose.drafts)
            return list(mine.values_list("pk", flat=True))
        case Root.CALLER:
            return [whose.caller] if whose.caller else []


def addresses_of(whose: Whose) -> set[str]:
    """Where we write to this person."""
    found = {whose.account.email} if whose.account else set()
    for asker in Asker.objects.filter(pk__in=whose.askers):
        found |= {str(asker.email)} if asker.email else set()
    return found


def _rows(holding: Holding, ids: Collection[object], names: list[str]) -> Iterator[dict[str, Any]]:
    if not ids:
        return
    model = holding.model
    fields = [model._meta.get_field(name) for name in names]
    found = model._base_manager.filter(**{f"{holding.path}__in": ids}, **holding.only).order_by("pk")
    found = found.select_related(*(each.name for each in fields if _is_named(each)))
    found = found.prefetch_related(*(each.name for each in fields if each.many_to_many))
    for row in found.distinct():
        yield {each.name: NOT_TOLD if each.name in holding.keys else _value(row, each) for each in fields}


def _is_named(field: Any) -> bool:
    """A place, a provider, an area: told by its name. Rows of the person's own by their number."""
    return bool(field.many_to_one) and field.related_model._meta.app_label in {"directory", "treatments"}


def _value(row: models.Model, field: Any) -> Any:
    if field.many_to_many:
        return [str(each) for each in getattr(row, field.name).all()]
    if _is_named(field):
        return str(getattr(row, field.name))
    return field.value_from_object(row)


def _mails(whose: Whose) -> Iterator[Section]:
    """The letter itself is not told: a link in it is a key, and it comes to their mailbox or not at all."""
    rows = [
        {"kind": mail.kind, "state": mail.state, "created_at": mail.created_at, "recipient": mail.recipient}
        for mail in addressed_to(addresses_of(whose))
    ]
    if rows:
        yield {"name": "outbox.Mail", "rows": rows}


def _session(request: HttpRequest, *, now: datetime) -> Iterator[Section]:
    """Answers that wait in this browser's session, those about health unlocked."""
    told = {name: NOT_TOLD if name in SECRETS else value for name, value in request.session.items()}
    if locked := told.get(HEALTH_KEY):
        kept = {key: health_of(request, key, now=now) for key in locked}
        told[HEALTH_KEY] = {key: health.as_stored() for key, health in kept.items() if health}
    if rows := [{"name": name, "value": value} for name, value in sorted(told.items()) if not name.startswith("_")]:
        yield {"name": "sessions.Session", "rows": rows}
