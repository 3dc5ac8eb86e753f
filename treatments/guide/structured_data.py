"""What search engines are told of a page, as schema.org has it. It says what the page shows, and nothing more.

Never MedicalCondition: the guide speaks of what people use a treatment for, not of what it treats.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext as _

from treatments.enums import BlockKind
from treatments.guide.contents import Contents
from treatments.guide.words import in_spanish, words
from treatments.models import Source

Data = dict[str, Any]


class Reviewed(Protocol):
    """Name and letters of each clinician, and the day of the oldest signature."""

    @property
    def names(self) -> Sequence[tuple[str, str]]: ...

    @property
    def signed_on(self) -> date: ...


CONTEXT = "https://schema.org"
NEEDLES = "https://schema.org/PercutaneousProcedure"  # through the skin; the other kinds are no needle, or surgery

# page -> what its claims say of the treatment
SAYS = {"how-it-is-done": "howPerformed", "prepare": "preparation", "aftercare": "followup"}


def structured_data(
    contents: Contents,
    *,
    url: str,
    hub_url: str,
    trail: Sequence[tuple[str, str]],
    reviewed: Reviewed | None = None,
) -> list[Data]:
    """Data blocks for a page. `trail`: (name, absolute address) from the front page down to this one. `reviewed`: by
    whom, if clinicians signed all of it in this language.

    Call it in the language that the page is shown in.
    """
    blocks = [_page(contents, url, hub_url, reviewed), _breadcrumbs(trail)]
    answers = _answers(contents)
    if answers:
        blocks.append({"@context": CONTEXT, "@type": "FAQPage", "mainEntity": answers})
    return blocks


def _page(contents: Contents, url: str, hub_url: str, reviewed: Reviewed | None) -> Data:
    page: Data = {
        "@context": CONTEXT,
        "@type": "MedicalWebPage",
        "name": words(contents, "title"),
        "description": words(contents.page.row, "lead"),
        "url": url,
        "inLanguage": "es" if in_spanish() else "en",
        "about": _procedure(contents, hub_url),
        "publisher": {"@type": "Organization", "name": "Caarisma"},
        "citation": [_citation(source) for source in contents.sources],
    }
    if contents.changed_on:
        page["dateModified"] = contents.changed_on.isoformat()
    if reviewed:
        page["lastReviewed"] = reviewed.signed_on.isoformat()
        page["reviewedBy"] = [
            {"@type": "Person", "name": name, "honorificSuffix": letters} for name, letters in reviewed.names
        ]
    return page


def _citation(source: Source) -> Data:
    """A title with its address, where it has one: search engines shall find the document, not our words for it."""
    cited: Data = {"@type": "CreativeWork", "name": source.title}
    return cited | ({"url": source.url} if source.url else {})


def _procedure(contents: Contents, hub_url: str) -> Data:
    """One thing in all pages: each adds what it tells of it."""
    procedure: Data = {
        "@type": "MedicalProcedure",
        "@id": f"{hub_url}#mesotherapy",
        "name": _("Mesotherapy"),
        "procedureType": NEEDLES,
    }
    if contents.page.row.slug == "areas" or contents.subject:
        procedure["bodyLocation"] = [area.name for area in contents.areas]
    key = SAYS.get(contents.page.row.slug)
    if key:
        procedure[key] = " ".join(words(claim, "text") for block in contents.blocks for claim in block.stands_on)
    return procedure


def _breadcrumbs(trail: Sequence[tuple[str, str]]) -> Data:
    steps = [
        {"@type": "ListItem", "position": position, "name": name, "item": address}
        for position, (name, address) in enumerate(trail, start=1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": steps}


def _answers(contents: Contents) -> list[Data]:
    return [
        {
            "@type": "Question",
            "name": words(entry, "label"),
            "acceptedAnswer": {"@type": "Answer", "text": " ".join(words(claim, "text") for claim in entry.claims)},
        }
        for block in contents.blocks
        if block.row.kind == BlockKind.FAQ
        for entry in block.entries
        if not entry.checking
    ]
