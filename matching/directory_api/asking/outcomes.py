"""What went wrong, as FHIR says it: an OperationOutcome with one issue a fault."""

from dataclasses import dataclass, field
from typing import Any, Final

from matching.directory_api.systems import own_system

MOST_ECHOED: Final = 60  # letters of what was sent

# Our own codes: what each means, for CodeSystem/error and the docs.
ERRORS: Final = {
    "unknown-parameter": "No such parameter here.",
    "modifier": "This modifier or prefix is not supported.",
    "chain": "This chain, or reverse chain, is not supported.",
    "value": "The value does not parse.",
    "near": "near=latitude|longitude|distance|unit does not parse.",
    "too-short": "A name needs two letters or more.",
    "too-long": "Too many values, or a query that is too long.",
    "count": "_count is a whole number from 0 to 100.",
    "cursor": "Not a cursor of ours.",
    "cursor-mismatch": "The cursor is of another query.",
    "not-found": "There is no such resource, and there was none.",
    "gone": "It was here, and it is not listed any more.",
    "type": "This type of resource is not served.",
    "version": "Old versions are not served: yesterday's listing must not pass for today's.",
    "method": "This address is only read.",
    "format": "Only JSON is served.",
    "limit": "Too many requests from one address in a minute.",
    "too-old": "Changes are kept for 400 days. Take the bulk file.",
    "too-costly": "More included resources than one answer holds.",
    "away": "The database is away for a moment.",
    "slow": "It took too long.",
    "ours": "A fault of ours.",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """`code`: FHIR's issue type. `name`: our own code. `where`: the parameter."""

    code: str
    name: str
    words: str
    where: str = ""
    severity: str = "error"

    def issue(self) -> dict[str, Any]:
        issue = {
            "severity": self.severity,
            "code": self.code,
            "details": {"coding": [{"system": own_system("error"), "code": self.name}]},
            "diagnostics": self.words,
        }
        return issue | ({"expression": [f"http.{self.where}"]} if self.where else {})


@dataclass
class RefusedQuery(Exception):
    """The request is answered with these faults and nothing else."""

    status: int
    faults: list[Fault] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)


def outcome(faults: list[Fault]) -> dict[str, Any]:
    return {"resourceType": "OperationOutcome", "issue": [fault.issue() for fault in faults]}


def echoed(text: str) -> str:
    """What was sent, short and on one line."""
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    return line if len(line) <= MOST_ECHOED else f"{line[: MOST_ECHOED - 1]}…"


GONE: Final = Fault("deleted", "gone", "It was published here once and is not listed now. Do not show it any more.")
NOT_FOUND: Final = Fault("not-found", "not-found", "There is no such resource here.")
