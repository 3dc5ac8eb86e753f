"""What a page of the guide may not do: name a claim that does not exist or is never printed, or leave out the FDA note.

A claim that is held is no fault of the file. The desk may hold any claim at any time, and the page then says "We are
checking this". A test refuses it for what we ship.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from treatments.catalog.references import Fault, RawRow
from treatments.enums import BlockKind, ClaimStatus, GuidePart

NEVER_PRINTED = {ClaimStatus.DRAFT, ClaimStatus.REJECTED}
ABOUT_FAT = {BlockKind.AREAS, BlockKind.CONCERNS, BlockKind.LASTS, BlockKind.USES}  # they list every concern


def guide_faults(tables: Mapping[str, Sequence[RawRow]]) -> Iterator[Fault]:
    blocks = tables.get("blocks", ())
    status = {raw.get("slug"): raw.get("status") for _, _, raw in tables.get("claims", ())}
    for file, title, raw in blocks:
        for slug in claims_named(raw) if status else ():
            if slug not in status:
                yield file, title, "claims", slug, "no such row in claims"
            elif status[slug] in NEVER_PRINTED:
                yield file, title, "claims", slug, f"is {status[slug]}, so no page may print it"
    yield from _without_fda_note(blocks, _claims_about_fat(tables))
    yield from _shared_parts(tables.get("pages", ()))


def claims_named(raw: Mapping[str, Any]) -> list[str]:
    """Slugs of the claims that a block as written names, its entries' included."""
    listed = [raw, *(entry for entry in _list(raw.get("entries")) if isinstance(entry, dict))]
    return [slug for each in listed for slug in _list(each.get("claims")) if isinstance(slug, str)]


def _claims_about_fat(tables: Mapping[str, Sequence[RawRow]]) -> set[object]:
    """The claims of concerns that carry the note, and of the effect on fat."""
    noted = [raw.get("claim") for _, _, raw in tables.get("concerns", ()) if raw.get("needs_fda_note") is True]
    return {*noted, *(raw.get("claim") for _, _, raw in tables.get("effects", ()) if raw.get("kind") == "fat")}


def _without_fda_note(blocks: Sequence[RawRow], about_fat: set[object]) -> Iterator[Fault]:
    noted = {raw.get("page") for _, _, raw in blocks if raw.get("kind") == BlockKind.FDA}
    for file, title, raw in blocks:
        speaks_of_fat = raw.get("kind") in ABOUT_FAT or about_fat.intersection(claims_named(raw))
        if speaks_of_fat and raw.get("page") not in noted:
            yield file, title, "page", raw.get("page"), "speaks of fat or cellulite, so the page needs a block fda"


def _shared_parts(pages: Sequence[RawRow]) -> Iterator[Fault]:
    """The views read these three by name."""
    for part in (GuidePart.HUB, GuidePart.EACH_AREA, GuidePart.EACH_CONCERN):
        count = sum(raw.get("part") == part for _, _, raw in pages)
        if pages and count != 1:
            yield "guide.toml", "page", "part", str(part), f"is the part of {count} pages, must be of one"


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
