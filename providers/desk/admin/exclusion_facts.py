"""A provider beside an entry of the exclusion list, fact by fact, as the page for decisions shows them."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers.exclusions.enums import ExclusionTier
from providers.exclusions.leie.exclusion_types import in_words
from providers.exclusions.models import ExclusionHit
from providers.exclusions.rules.businesses import same_business
from providers.exclusions.rules.matching import ExclusionFact
from providers.exclusions.rules.names import same_first_name, same_last_name, suffix_of

SAME, DIFFERENT, UNKNOWN = "same", "different", "unknown"
VERDICTS: Final = {
    SAME: gettext_lazy("Same"),
    DIFFERENT: gettext_lazy("Different"),
    UNKNOWN: gettext_lazy("Cannot tell"),
}


@dataclass(frozen=True, slots=True)
class FactRow:
    """One line of the table. `same`: SAME, DIFFERENT or UNKNOWN."""

    name: str
    ours: str
    theirs: str
    same: str

    @property
    def verdict(self) -> str | Promise:
        return VERDICTS[self.same]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One exclusion of the person on the list."""

    excluded_on: str
    code: str
    why: str | Promise
    work: str
    address: str
    waiver: str


def fact_rows(hit: ExclusionHit) -> list[FactRow]:
    """Each compared fact. Empty for a match that a person opened by hand."""
    if not hit.compared:
        return []
    ours, theirs = hit.compared["provider"], hit.compared["records"][0]
    state = FactRow(_("State"), ", ".join(ours["states"]), theirs["state"], _fact(hit, ExclusionFact.STATE))
    if "business_name" in ours:
        is_same = same_business(theirs["business_name"], ours["business_name"])
        return [FactRow(_("Name"), ours["business_name"], theirs["business_name"], _name(hit, is_same)), state]
    return [
        *_names(hit, ours, theirs),
        FactRow(_("Middle name"), ours["middle_name"], theirs["middle_name"],
                UNKNOWN if _is_about_second_names(hit) else _fact(hit, ExclusionFact.MIDDLE)),
        FactRow(_("Suffix"), ours["name_suffix"], suffix_of(theirs["middle_name"], theirs["last_name"]),
                _fact(hit, ExclusionFact.SUFFIX)),
        FactRow(_("NPI"), ours["npi"], theirs["npi"], _fact(hit, ExclusionFact.NPI)),
        FactRow(_("Born"), str(ours["birth_year"] or ""), theirs["born_on"], _fact(hit, ExclusionFact.BIRTH)),
        state,
    ]  # fmt: skip


def _names(hit: ExclusionHit, ours: dict[str, Any], theirs: dict[str, Any]) -> list[FactRow]:
    """With every former name as a whole, beside today's."""
    last_names = [ours["last_name"], *(last for _first, _middle, last, _suffix in ours["former"])]
    first_names = [ours["first_name"], *(first for first, *_rest in ours["former"])]
    is_same_first = any(same_first_name(theirs["first_name"], name) for name in first_names)
    is_same_first = is_same_first and not _is_about_second_names(hit)
    is_same_last = same_last_name(theirs["last_name"], last_names)
    rows = [
        FactRow(_("Last name"), ours["last_name"], theirs["last_name"] or theirs["business_name"],
                _name(hit, is_same_last)),
        FactRow(_("First name"), ours["first_name"], theirs["first_name"], _name(hit, is_same_first)),
    ]  # fmt: skip
    former = " / ".join(" ".join(part for part in name if part) for name in ours["former"])
    return [*rows, FactRow(_("Former names"), former, "", UNKNOWN)] if former else rows


def _is_about_second_names(hit: ExclusionHit) -> bool:
    """Maria Elena, Maria Luisa: what differs is a second first name, and nobody has a middle name."""
    both = (hit.compared["provider"], hit.compared["records"][0])
    return ExclusionFact.MIDDLE in hit.compared["differs"] and not any(side["middle_name"] for side in both)


def entry_rows(hit: ExclusionHit) -> list[EntryRow]:
    return [_entry(record) for record in hit.compared.get("records", ())]


def verdict_line(rows: list[FactRow]) -> str:
    """What the machine found, in a line: "Same: last name, state. Different: middle name." """
    parts = []
    for same, words in ((SAME, _("Same: %s.")), (DIFFERENT, _("Different: %s."))):
        names = [row.name if row.name.isupper() else row.name.lower() for row in rows if row.same == same]
        if names:
            parts.append(words % ", ".join(names))
    return " ".join(parts)


def _entry(record: dict[str, Any]) -> EntryRow:
    waiver = f"{record['waiver_state']} {record['waived_on']}".strip()
    return EntryRow(
        excluded_on=record["excluded_on"],
        code=record["exclusion_type"],
        why=in_words(record["exclusion_type"]),
        work=", ".join(filter(None, (record["general"], record["specialty"]))),
        address=", ".join(filter(None, (record[name] for name in ("address", "city", "state", "zip_code")))),
        waiver=waiver,
    )


def _fact(hit: ExclusionHit, fact: ExclusionFact) -> str:
    if fact in hit.compared["agrees"]:
        return SAME
    return DIFFERENT if fact in hit.compared["differs"] else UNKNOWN


def _name(hit: ExclusionHit, same: bool) -> str:
    """In a match that is only worth a look, a name that is not the same may still be: that is what is asked."""
    if same:
        return SAME
    return UNKNOWN if hit.tier == ExclusionTier.LOOK else DIFFERENT
