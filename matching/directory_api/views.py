"""Resources, searches, changes and what the API says of itself: read what is asked, find, ask the gate, answer."""

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from matching.directory_api import gate, pages
from matching.directory_api.asking import reading, values
from matching.directory_api.asking.outcomes import GONE, NOT_FOUND, Fault, RefusedQuery
from matching.directory_api.asking.parameters import STATIC_TYPES, TABLE, Searchable
from matching.directory_api.describing.openapi import openapi_file
from matching.directory_api.describing.standing import metadata as capabilities
from matching.directory_api.describing.standing import standing
from matching.directory_api.http import AN_HOUR, accepted, fhir, kept, refusal, serves_everybody
from matching.directory_api.kinds import BY_RESOURCE

JSON_TYPES: Final = ("application/fhir+json", "application/json", "application/*", "*/*", "text/json")
HISTORY_COUNT, MOST_HISTORY = 100, 500


@serves_everybody()
def metadata(request: HttpRequest) -> HttpResponseBase:
    require_json(request)
    _require_only_format(request)
    return _kept_text(request, json.dumps(capabilities()))


@serves_everybody()
def openapi(request: HttpRequest) -> HttpResponseBase:
    response = _kept_text(request, json.dumps(openapi_file()))
    response.headers["Content-Type"] = "application/vnd.oai.openapi+json;version=3.1"
    return response


@serves_everybody()
def resource(request: HttpRequest, kind: str, public_id: str) -> HttpResponseBase:
    """One by its id: 410 for whoever was ever published, the same bytes whatever the reason; 404 for everybody else."""
    require_json(request)
    _require_only_format(request)
    if kind in STATIC_TYPES:
        return _standing(request, kind, public_id)
    _require_type(kind)
    if not re.fullmatch(values.ID, public_id):
        raise RefusedQuery(404, [NOT_FOUND])
    rows = gate.rows_where("e.public_id = %s AND e.kind = %s", str(UUID(public_id)), int(BY_RESOURCE[kind]))
    if not rows:
        raise RefusedQuery(404, [NOT_FOUND])
    if not gate.shown(rows, now=timezone.now()):
        raise RefusedQuery(410, [GONE])
    (row,) = rows
    modified = int(row.updated_at.timestamp())
    return kept(request, fhir(row.json or ""), etag=f'W/"{row.version}"', modified=modified)


@serves_everybody()
def search(request: HttpRequest, kind: str) -> HttpResponseBase:
    require_json(request)
    resource = _searchable(kind)
    lenient = "handling=lenient" in request.headers.get("Prefer", "").replace(" ", "")
    terms, warnings = reading.read(_query(request), resource, lenient=lenient)
    found = pages.search(terms, warnings, now=timezone.now())
    return kept(request, fhir(found.text), etag=found.etag)


@serves_everybody()
def history(request: HttpRequest, kind: str) -> HttpResponseBase:
    require_json(request)
    _searchable(kind)
    since, count, cursor, form = _history_terms(_query(request))
    found = pages.history(BY_RESOURCE[kind], since, count, cursor, now=timezone.now(), form=form)
    return kept(request, fhir(found.text), etag=found.etag)


@serves_everybody()
def nothing(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    """Whatever else somebody looks for below the API."""
    if "/_history" in rest or rest.startswith("_history"):
        words = "Old versions are not served, nor the history of one resource. Ask {type}/_history?_since= for changes."
        return refusal(RefusedQuery(404, [Fault("not-supported", "version", words)]))
    here = f"Here are: {', '.join((*TABLE, *STATIC_TYPES))}."
    return refusal(RefusedQuery(404, [Fault("not-supported", "type", here)]))


# --- What is asked --------------------------------------------------------------------------------------------------
def require_json(request: HttpRequest) -> None:
    """406 for who takes no JSON, by what they say that they take. `_format` counts before it: it is for programs that
    cannot say it, and is looked at where all else of the query is."""
    accept = request.headers.get("Accept", "")
    if not accept.strip() or any(name == "_format" for name, _value in reading.pairs_of(_query(request))):
        return
    if not any(name in JSON_TYPES for name in accepted(accept)):
        raise RefusedQuery(406, [Fault("not-supported", "format", "Only JSON is served: application/fhir+json.")])


def _query(request: HttpRequest) -> str:
    return str(request.META.get("QUERY_STRING", ""))


def _require_only_format(request: HttpRequest) -> None:
    """A read takes no other parameter."""
    for name, value in reading.pairs_of(_query(request)):
        if name not in ("_format", "_pretty"):
            words = "Here are read: _format and _pretty."
            raise RefusedQuery(400, [Fault("not-supported", "unknown-parameter", words, reading.echoed(name))])
        if name == "_format" and value not in reading.FORMATS:
            raise RefusedQuery(406, [Fault("not-supported", "format", "Only JSON is served.", "_format")])


def _require_type(kind: str) -> None:
    if kind not in TABLE:
        words = f"Here are: {', '.join((*TABLE, *STATIC_TYPES))}."
        raise RefusedQuery(404, [Fault("not-supported", "type", words)])


def _searchable(kind: str) -> Searchable:
    if kind in STATIC_TYPES:
        raise RefusedQuery(404, [Fault("not-supported", "type", f"{kind} is read by its id alone.")])
    _require_type(kind)
    return TABLE[kind]


def _history_terms(query: str) -> tuple[datetime, int, str, str]:
    given: dict[str, str] = {}
    for name, value in reading.pairs_of(query):
        if name not in ("_since", "_count", "_cursor", "_format", "_pretty"):
            words = "Changes take _since, _count and _cursor."
            raise RefusedQuery(400, [Fault("not-supported", "unknown-parameter", words, reading.echoed(name))])
        if name in given:
            raise RefusedQuery(400, [Fault("value", "value", f"{name} is given once.", name)])
        given[name] = value
    if given.get("_format", "json") not in reading.FORMATS:
        raise RefusedQuery(406, [Fault("not-supported", "format", "Only JSON is served.", "_format")])
    count = given.get("_count", str(HISTORY_COUNT))
    if not (count.isascii() and count.isdigit() and len(count) < 5 and 1 <= int(count) <= MOST_HISTORY):
        raise RefusedQuery(400, [Fault("value", "count", f"_count is from 1 to {MOST_HISTORY} here.", "_count")])
    return _since(given.get("_since")), int(count), given.get("_cursor", ""), given.get("_format", "")


def _since(text: str | None) -> datetime:
    if text is None:
        raise RefusedQuery(
            400, [Fault("required", "value", "Give _since: an instant, like meta.lastUpdated.", "_since")]
        )
    try:
        if not text[:4].isdecimal():
            raise ValueError("An instant has no prefix here")
        start = values.bounds(f"ge{text}")[0]
    except (ValueError, OverflowError) as error:
        words = f"{error}." if isinstance(error, ValueError) else "Out of range."
        raise RefusedQuery(400, [Fault("value", "value", words, "_since")]) from None
    return start or datetime(2020, 1, 1, tzinfo=UTC)


# --- What stays -----------------------------------------------------------------------------------------------------
def _standing(request: HttpRequest, kind: str, name: str) -> HttpResponseBase:
    held = standing(kind, name)
    if held is None:
        raise RefusedQuery(404, [NOT_FOUND])
    return _kept_text(request, json.dumps(held, ensure_ascii=False))


def _kept_text(request: HttpRequest, text: str) -> HttpResponseBase:
    etag = f'W/"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'
    return kept(request, fhir(text), etag=etag, cache=AN_HOUR)
