"""Resources that stand: what we can do, who we are, our code systems, extensions and the names of license numbers."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings

from caarisma.common.outbox.writing import site_url
from matching.directory_api.asking.outcomes import ERRORS
from matching.directory_api.asking.parameters import STATIC_TYPES, TABLE, Searchable
from matching.directory_api.shapes.checks import ATTESTATION, instant
from matching.directory_api.systems import EXTENSIONS, PLAN_NET, base, canonical, concept, own_system
from providers.directory.enums import Profession
from providers.directory.us import STATES
from providers.screening.enums import CheckKind
from treatments.models import Area, AreaConcern, Concern

SINCE: Final = datetime(2026, 11, 30, tzinfo=UTC)  # of what is said here
SHAPED: Final = (
    "Shaped like HL7 Da Vinci PDEX Plan-Net. Not conformant to it and not tested against it as a whole. Only who is "
    "listed at this moment is here; who left answers 410. Unknown parameters are refused, or with the header Prefer: "
    "handling=lenient left out and named. Data: CC0 1.0."
)
LICENSE_NAME: Final = re.compile(r"license-([a-z]{2})-([a-z]{2})")


def metadata() -> dict[str, Any]:
    return {
        "resourceType": "CapabilityStatement",
        "id": "caarisma",
        "url": canonical("CapabilityStatement/caarisma"),
        "name": "CaarismaDirectory",
        "title": "Directory of listed mesotherapy providers",
        "status": "active",
        "date": instant(SINCE),
        "publisher": "Caarisma",
        "description": SHAPED,
        "kind": "instance",
        "implementation": {"description": "Caarisma", "url": base()},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [
            {
                "mode": "server",
                "documentation": f"{site_url('/developers/')}",
                "security": {"cors": True, "description": "Open: no account, no key, 60 requests a minute an address."},
                "resource": [
                    *(_capability(name, each) for name, each in TABLE.items()),
                    *({"type": name, "interaction": [{"code": "read"}]} for name in STATIC_TYPES),
                ],
                "operation": [{"name": "bulk-publish", "definition": canonical("OperationDefinition/bulk-publish")}],
            }
        ],
    }


def _capability(name: str, each: Searchable) -> dict[str, Any]:
    says: dict[str, Any] = {
        "type": name,
        "documentation": each.words,
        "interaction": [{"code": code} for code in ("read", "search-type", "history-type")],
        "versioning": "versioned",
        "readHistory": False,
        "conditionalRead": "full-support",
        "referencePolicy": ["literal", "local"],
        "searchInclude": list(each.include),
        "searchRevInclude": list(each.revinclude),
        "searchParam": [
            {"name": one.name, "type": one.type, "documentation": one.words}
            | ({"definition": one.definition} if one.definition else {})
            for one in each.parameters
        ],
    }
    return {key: value for key, value in says.items() if value != []}


# --- By type and id ---------------------------------------------------------------------------------------------------
def standing(kind: str, name: str) -> dict[str, Any] | None:
    """None for what there is not."""
    if kind == "Organization":
        return organization() if name == "caarisma" else None
    if kind == "CodeSystem":
        codes = {code: (english, spanish, in_use) for code, english, spanish, in_use in codes_of(name)}
        return _code_system(name, codes) if codes else None
    if kind == "StructureDefinition":
        return _extension(name) if name in EXTENSIONS else None
    if kind == "OperationDefinition":
        return operation() if name == "bulk-publish" else None
    return _naming_system(name)


def operation() -> dict[str, Any]:
    """What metadata names must be there to read."""
    return {
        "resourceType": "OperationDefinition",
        "id": "bulk-publish",
        "url": canonical("OperationDefinition/bulk-publish"),
        "name": "BulkPublish",
        "status": "active",
        "kind": "operation",
        "date": instant(SINCE),
        "publisher": "Caarisma",
        "description": "The whole directory as files, and what changed each hour: a manifest, as in the ballot of Bulk "
        "Data Access of 2026-09. It is JSON and no FHIR resource.",
        "affectsState": False,
        "code": "bulk-publish",
        "system": True,
        "type": False,
        "instance": False,
    }


def organization() -> dict[str, Any]:
    """Us, who checked."""
    return {
        "resourceType": "Organization",
        "id": "caarisma",
        "meta": {"versionId": "1", "lastUpdated": instant(SINCE)},
        "active": True,
        "type": [concept(f"{PLAN_NET}CodeSystem/OrgTypeCS", "bus", "Non-Healthcare Business")],
        "name": "Caarisma",
        "telecom": [{"system": "url", "value": site_url("/how-we-check/")}],
        "address": [{"country": "US"}],
    }


Code = tuple[str, str, str, bool]  # code, English, Spanish, whether it is in use


def codes_of(name: str) -> Iterator[Code]:
    """Of one of our systems; none for another. What is out of use stays: codes are never given anew."""
    if name == "area":
        yield from ((row.slug, row.name_en, row.name_es, True) for row in Area.objects.order_by("position", "slug"))
    elif name == "concern":
        yield from ((row.slug, row.name_en, row.name_es, True) for row in Concern.objects.order_by("position", "slug"))
    elif name == "treatment":
        for pair in AreaConcern.objects.select_related("area", "concern").order_by(
            "area__position", "concern__position"
        ):
            area, concern = pair.area, pair.concern
            spanish = f"{area.name_es}, {concern.name_es}" if area.name_es and concern.name_es else ""
            yield f"{area.slug}.{concern.slug}", f"{area.name_en}, {concern.name_en}", spanish, pair.is_active
    elif name == "check-kind":
        yield from ((kind.value, str(kind.label), "", True) for kind in CheckKind)
        yield ATTESTATION, "The clinic said that what is shown is right", "", True
    elif name == "error":
        yield from ((code, words, "", True) for code, words in ERRORS.items())


def _code_system(name: str, codes: dict[str, tuple[str, str, bool]]) -> dict[str, Any]:
    return {
        "resourceType": "CodeSystem",
        "id": name,
        "url": own_system(name),
        "name": f"Caarisma{name.title().replace('-', '')}",
        "status": "active",
        "experimental": settings.DEMO,
        "date": instant(SINCE),
        "publisher": "Caarisma",
        "caseSensitive": True,
        "content": "complete",
        "count": len(codes),
        "property": [
            {"code": "status", "uri": "http://hl7.org/fhir/concept-properties#status", "type": "code"},
        ],
        "concept": [_concept(code, *words) for code, words in codes.items()],
    }


def _concept(code: str, english: str, spanish: str, in_use: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"code": code, "display": english}
    if spanish:
        said["designation"] = [{"language": "es", "value": spanish}]
    said["property"] = [{"code": "status", "valueCode": "active" if in_use else "retired"}]
    return said


def _extension(name: str) -> dict[str, Any]:
    url = canonical(f"StructureDefinition/{name}")
    return {
        "resourceType": "StructureDefinition",
        "id": name,
        "url": url,
        "name": f"Caarisma{name.title().replace('-', '')}",
        "status": "active",
        "date": instant(SINCE),
        "publisher": "Caarisma",
        "description": EXTENSIONS[name],
        "fhirVersion": "4.0.1",
        "kind": "complex-type",
        "abstract": False,
        "context": [{"type": "element", "expression": "Element"}],
        "type": "Extension",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Extension",
        "derivation": "constraint",
        "differential": {"element": [{"id": "Extension.url", "path": "Extension.url", "fixedUri": url}]},
    }


def _naming_system(name: str) -> dict[str, Any] | None:
    found = LICENSE_NAME.fullmatch(name)
    if found is None or found[1].upper() not in STATES or found[2] not in Profession.values:
        return None
    state, profession = STATES[found[1].upper()], Profession(found[2])
    return {
        "resourceType": "NamingSystem",
        "id": name,
        "name": f"License{found[1].upper()}{found[2].upper()}",
        "status": "active",
        "kind": "identifier",
        "date": instant(SINCE),
        "publisher": "Caarisma",
        "description": f"License numbers of {state}: {profession.label}. The board gives them; we name the system.",
        "uniqueId": [{"type": "uri", "value": canonical(f"NamingSystem/{name}"), "preferred": True}],
    }
