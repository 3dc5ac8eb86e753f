"""The OpenAPI 3.1 file, from the table that parses: as strict as the parser, so that who goes by it is not refused."""

from collections.abc import Iterable
from typing import Any, Final

from caarisma.common.outbox.writing import site_url
from matching.directory_api.asking.outcomes import ERRORS
from matching.directory_api.asking.parameters import STATIC_TYPES, TABLE, Parameter, Searchable
from matching.directory_api.asking.terms import BY_CHANGE, BY_ID, MOST_COUNT
from matching.directory_api.asking.values import ID
from matching.directory_api.describing.standing import SHAPED
from matching.directory_api.systems import EXTENSIONS, R4
from providers.screening.enums import CheckKind

JSON: Final = "application/fhir+json"
REFUSALS: Final = {
    "400": "Not understood.",
    "404": "There is no such resource, and there was none.",
    "405": "Only read.",
    "406": "Only JSON is served.",
    "410": "It was here, and is not listed now.",
    "429": "More than 60 requests in a minute from one address.",
    "503": "The database is away for a moment.",
}
MOMENT: Final = (
    r"^20[3-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?Z$"
)
CHANGES: Final = "What changed after an instant: newest versions, and who is gone."
NAMES: Final = {
    "Organization": ["caarisma"],
    "CodeSystem": ["area", "concern", "treatment", "check-kind", "error"],
    "StructureDefinition": sorted(EXTENSIONS),
    "NamingSystem": ["license-tx-md", "license-ca-np"],
    "OperationDefinition": ["bulk-publish"],
}


def openapi_file() -> dict[str, Any]:
    paths: dict[str, Any] = {f"{R4}/metadata": _get("metadata", "What this server can do.", [], "CapabilityStatement")}
    for name, each in TABLE.items():
        paths[f"{R4}/{name}"] = _get(f"search{name}", each.words, list(_query(each)), "Bundle")
        paths[f"{R4}/{name}/_history"] = _get(
            f"changes{name}",
            "What changed after an instant: newest versions, and who is gone.",
            _changes(),
            "Bundle",
            gone=True,
        )
        path = _path("id", {"type": "string", "pattern": f"^{ID}$"})
        paths[f"{R4}/{name}/{{id}}"] = _get(f"read{name}", each.words, [path], name, gone=True)
    for name in STATIC_TYPES:
        path = _path("id", {"type": "string", "enum": NAMES[name]})
        paths[f"{R4}/{name}/{{id}}"] = _get(f"read{name}", "Stands as it is.", [path], name)
    manifest = _get("bulkPublish", "The whole directory as files, and what changed each hour.", [], "BulkManifest")
    manifest["get"]["responses"]["200"]["content"] = {"application/json": _schema("BulkManifest")}
    paths[f"{R4}/$bulk-publish"] = manifest
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Caarisma directory",
            "version": "1",
            "description": SHAPED,
            "license": {"name": "CC0 1.0 (the data)", "identifier": "CC0-1.0"},
        },
        "servers": [{"url": site_url("")}],
        "paths": paths,
        "components": {"schemas": _schemas(), "responses": _responses(), "headers": _headers()},
    }


# --- Parameters -----------------------------------------------------------------------------------------------------
def _query(each: Searchable) -> Iterable[dict[str, Any]]:
    for parameter in each.parameters:
        yield _named(parameter)
    yield _in_query("_count", {"type": "integer", "minimum": 0, "maximum": MOST_COUNT}, "How many on a page.")
    yield _in_query("_sort", {"enum": [BY_ID, BY_CHANGE]}, "The order. Without it, what is near comes by distance.")
    yield _in_query("_total", {"enum": ["none", "accurate"]}, "Whether to count.")
    yield _in_query("_summary", {"enum": ["count"]}, "The number alone.")
    for name, offered in (("_include", each.include), ("_revinclude", each.revinclude)):
        if offered:
            yield _in_query(name, {"enum": list(offered)}, "What comes along.")


def _named(parameter: Parameter) -> dict[str, Any]:
    one = parameter.pattern
    pattern = f"^{one}(,{one}){{0,4}}$" if parameter.several else f"^{one}$"
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.words,
        "schema": {"type": "string", "pattern": pattern},
        "example": parameter.example,
    }


def _in_query(name: str, schema: dict[str, Any], words: str, *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": words, "required": required, "schema": schema}


def _path(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _changes() -> list[dict[str, Any]]:
    since = _in_query(
        "_since", {"type": "string", "pattern": MOMENT}, "Bundle.meta.lastUpdated of before.", required=True
    )
    return [since, _in_query("_count", {"type": "integer", "minimum": 1, "maximum": 500}, "How many on a page.")]


# --- Answers --------------------------------------------------------------------------------------------------------
def _get(name: str, words: str, parameters: list[dict[str, Any]], schema: str, *, gone: bool = False) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "200": {
            "description": "As of this moment.",
            "headers": {header: {"$ref": f"#/components/headers/{header}"} for header in _headers()},
            "content": {JSON: _schema(schema)},
        },
        "304": {"description": "As you have it, by its ETag."},
    }
    answers |= {code: {"$ref": f"#/components/responses/{code}"} for code in REFUSALS if code != "410" or gone}
    return {"get": {"operationId": name, "summary": words, "parameters": parameters, "responses": answers}}


def _schema(name: str) -> dict[str, Any]:
    return {"schema": {"$ref": f"#/components/schemas/{name}"}}


def _responses() -> dict[str, Any]:
    return {
        code: {"description": words, "content": {JSON: _schema("OperationOutcome")}} for code, words in REFUSALS.items()
    }


def _headers() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "ETag": {"description": "Of this answer, for If-None-Match.", "schema": text},
        "RateLimit": {"description": "Requests left, and seconds until there are more.", "schema": text},
        "RateLimit-Policy": {"description": "How many a minute.", "schema": text},
    }


def _typed(name: str, **properties: object) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["resourceType", *(["id", "meta"] if name in TABLE else [])],
        "properties": {"resourceType": {"const": name}, **properties},
    }


def _schemas() -> dict[str, Any]:
    text, objects = {"type": "string"}, {"type": "array", "minItems": 1, "items": {"type": "object"}}
    meta = {
        "type": "object",
        "required": ["versionId", "lastUpdated"],
        "properties": {"versionId": text, "lastUpdated": {"type": "string", "format": "date-time"}, "tag": objects},
        "additionalProperties": False,
    }
    public_id = {"type": "string", "pattern": f"^{ID}$"}
    issue = {
        "type": "object",
        "required": ["severity", "code", "details", "diagnostics"],
        "properties": {
            "severity": {"enum": ["error", "warning", "information"]},
            "code": text,
            "details": {"type": "object", "required": ["coding"], "properties": {"coding": objects}},
            "diagnostics": text,
            "expression": {"type": "array", "items": text},
        },
        "additionalProperties": False,
    }
    link = {
        "type": "object",
        "required": ["relation", "url"],
        "properties": {"relation": {"enum": ["self", "next"]}, "url": text},
        "additionalProperties": False,
    }
    return {
        **{name: _typed(name, id=public_id, meta=meta) for name in TABLE},
        **{name: _typed(name) for name in (*STATIC_TYPES, "CapabilityStatement")},
        "OperationOutcome": {
            **_typed("OperationOutcome", issue={"type": "array", "minItems": 1, "items": issue}),
            "additionalProperties": False,
            "description": f"Our own codes: {', '.join(ERRORS)}.",
        },
        "Bundle": {
            **_typed(
                "Bundle",
                meta={"type": "object"},
                type={"enum": ["searchset", "history"]},
                total={"type": "integer", "minimum": 0},
                link={"type": "array", "minItems": 1, "items": link},
                entry=objects,
            ),
            "additionalProperties": False,
        },
        "BulkManifest": {
            "type": "object",
            "required": ["transactionTime", "output", "outputFormat", "requiresAccessToken"],
            "properties": {"transactionTime": text, "output": {"type": "array", "items": {"type": "object"}}},
        },
        "CheckKind": {"type": "string", "enum": list(CheckKind.values)},
    }
