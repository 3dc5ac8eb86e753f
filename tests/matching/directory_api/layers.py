"""Three layers of validation, since none of them sees everything: `fhir.resources` for shape (it lets through a status
that FHIR does not know), our own walk for what a resource of ours must be, and npm's `fhir` for required codes where it
is installed (test_other_clients.py).
"""

import re
from collections.abc import Iterator
from typing import Any

from fhir.resources.R4B import get_fhir_model_class

from matching.directory_api.describing.standing import codes_of
from matching.directory_api.systems import EXTENSIONS, PLAN_NET, canonical

ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")

# Codes that we send of systems that are not ours. Plan-Net: HL7/davinci-pdex-plan-net 110118d, CodeSystems.fsh; HL7
# terminology: as R4 4.0.1 binds them.
PLAN_NET_CODES = {
    "AcceptingPatientsCS": {"newpt", "nopt"},
    "AccessibilityCS": {"mobility"},
    "DeliveryMethodCS": {"physical", "virtual"},
    "VirtualModalitiesCS": {"video"},
    "HealthcareServiceCategoryCS": {"prov"},
    "ProviderRoleCS": {"ph", "crnp", "pa", "rn"},
    "OrgTypeCS": {"bus"},
}
TERMINOLOGY_CODES = {
    "v2-0203": {"NPI", "SL"},
    "v2-0360": {"MD", "DO", "NP", "PA", "RN"},
    "v3-RoleCode": {"PROFF"},
    "v3-ActReason": {"HTEST"},
    "need": {"none", "initial", "periodic"},
    "validation-type": {"nothing", "primary", "multiple"},
    "validation-process": {"edit-check", "valueset", "primary", "multi", "standalone", "in-context"},
    "failure-action": {"fatal", "warn", "rec-only", "none"},
    "primary-source-type": {
        "lic-board", "prim", "cont-ed", "post-serv", "rel-own", "reg-auth", "legal", "issuer", "auth-source"
    },
    "verificationresult-communication-method": {"manual", "portal", "pull", "push"},
    "validation-status": {"successful", "failed", "unknown"},
    "can-push-updates": {"yes", "no", "undetermined"},
}  # fmt: skip
REQUIRED = {  # bindings of R4 that fhir.resources does not hold
    ("Location", "status"): {"active", "suspended", "inactive"},
    ("VerificationResult", "status"): {"attested", "validated", "in-process", "req-revalid", "val-fail", "reval-fail"},
}
SYSTEMS_OF_TELECOM = {"phone", "fax", "email", "pager", "url", "sms", "other"}
DAYS = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}


def require_valid(resource: dict[str, Any], *, own_codes: dict[str, set[str]] | None = None) -> None:
    """Raises for a shape that FHIR does not have, AssertionError for what is not ours to send."""
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    require_ours(resource, own_codes=own_codes)


def require_ours(resource: dict[str, Any], *, own_codes: dict[str, set[str]] | None = None) -> None:
    """The second layer alone. Raises AssertionError."""
    if "id" in resource:
        assert ID.fullmatch(resource["id"]), resource["id"]
    for path, value in leaves(resource):
        assert value not in ([], {}, "", None), path
        if isinstance(value, str):
            assert not CONTROL.search(value), path
    for (kind, name), known in REQUIRED.items():
        assert resource["resourceType"] != kind or resource[name] in known, (kind, name)
    for path, node in objects(resource):
        _require_node(path, node, {} if own_codes is None else own_codes)


def _require_node(path: str, node: dict[str, Any], own_codes: dict[str, set[str]]) -> None:
    assert not ({"extension"} < set(node) and "url" in node and any(key.startswith("value") for key in node)), path
    if "url" in node and node["url"].startswith(canonical("StructureDefinition/")):
        assert node["url"].rpartition("/")[2] in EXTENSIONS, path
    if isinstance(node.get("system"), str) and "code" in node and "value" not in node:
        _require_code(node["system"], node["code"], own_codes)
    if set(node) >= {"system", "value", "use"} and path.rpartition(".")[2].startswith("telecom"):
        assert node["system"] in SYSTEMS_OF_TELECOM, path
    assert set(node.get("daysOfWeek", ())) <= DAYS, path


def _require_code(system: str, code: str, own_codes: dict[str, set[str]]) -> None:
    name = system.rpartition("/")[2]
    if system.startswith(f"{PLAN_NET}CodeSystem/"):
        assert code in PLAN_NET_CODES[name], (system, code)
    elif system.startswith("http://terminology.hl7.org/CodeSystem/"):
        assert code in TERMINOLOGY_CODES[name], (system, code)
    elif system.startswith(canonical("CodeSystem/")):
        if name not in own_codes:
            own_codes[name] = {row[0] for row in codes_of(name)}
        assert code in own_codes[name], (system, code)
    else:
        assert system in {
            "http://nucc.org/provider-taxonomy", "urn:ietf:bcp:47", "https://www.usps.com/", "http://unitsofmeasure.org"
        }, system  # fmt: skip


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Everything that holds nothing else, and everything that is empty."""
    if isinstance(value, dict) and value:
        for name, each in value.items():
            yield from leaves(each, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value:
        for place, each in enumerate(value):
            yield from leaves(each, f"{path}[{place}]")
    else:
        yield path, value


def objects(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
        for name, each in value.items():
            yield from objects(each, f"{path}.{name}")
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from objects(each, f"{path}[{place}]")
