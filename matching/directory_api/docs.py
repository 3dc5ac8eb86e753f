"""The page for people who write programs: made from the table that parses, with lines that tests run as they stand."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from caarisma.common.outbox.writing import site_url
from matching.directory_api.asking.outcomes import ERRORS
from matching.directory_api.asking.parameters import TABLE
from matching.directory_api.asking.reading import CONTROLS
from matching.directory_api.describing.openapi import NAMES
from matching.directory_api.http import A_MINUTE, FILES_A_MINUTE
from matching.directory_api.services.bulk import CSV_COLUMNS
from matching.directory_api.systems import EXTENSIONS, R4, base, canonical

VERIFY: Final = (
    "openssl pkeyutl -verify -rawin -pubin -inkey key.pem -in SHA256SUMS -sigfile SHA256SUMS.sig && "
    "sha256sum -c --ignore-missing SHA256SUMS"
)


@dataclass(frozen=True, slots=True)
class Example:
    """`path`: below the API. `answers`: the status that it has in an empty directory too."""

    words: str
    path: str
    answers: int = 200
    header: str = ""

    @property
    def line(self) -> str:
        """To paste into a shell."""
        header = f"-H '{self.header}' " if self.header else ""
        return f"curl -g {header}'{base()}{self.path}'"


EXAMPLES: Final = (
    Example("What this server can do", "/metadata"),
    Example(
        "Who is within 25 miles, with person and place",
        "/PractitionerRole?location.near=30.2747|-97.7404|25|mi"
        "&_include=PractitionerRole:practitioner&_include=PractitionerRole:location",
    ),
    Example("What is offered for the face, with prices", "/HealthcareService?service-type=face"),
    Example("A person by NPI", "/Practitioner?identifier=2999999016"),
    Example("People who speak Spanish, by last name", "/Practitioner?family=osei&communication=es"),
    Example("Every check of a license", "/VerificationResult?check-kind=license"),
    Example("How many places there are", "/Location?_summary=count"),
    Example("What changed, and who left", "/PractitionerRole/_history?_since=2026-11-28T15:04:12.318Z"),
    Example("A parameter that there is not", "/Location?license=TX", 400),
    Example("The same, left out and named", "/Location?license=TX", 200, "Prefer: handling=lenient"),
    Example("Our words for areas, in both languages", "/CodeSystem/area"),
    Example("The whole directory as files", "/$bulk-publish", 404),
)


@require_safe
def developers(request: HttpRequest) -> HttpResponse:
    context = {
        "base": base(),
        "canonical": canonical(""),
        "openapi": site_url("/openapi.json"),
        "examples": EXAMPLES,
        "verify": VERIFY,
        "resources": TABLE.items(),
        "controls": CONTROLS.items(),
        "errors": ERRORS.items(),
        "extensions": EXTENSIONS.items(),
        "systems": [f"{R4}/CodeSystem/{name}" for name in NAMES["CodeSystem"]],
        "columns": CSV_COLUMNS,
        "most": A_MINUTE,
        "most_files": FILES_A_MINUTE,
    }
    return render(request, "matching/directory_api/developers.html", context)
