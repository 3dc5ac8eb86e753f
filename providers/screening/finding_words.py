"""What patients read of a check: composed from what it rests on, and from nothing that anybody typed as words."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers.screening.check_words import BY_KIND
from providers.screening.enums import CheckKind, CheckResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Rests:
    """The evidence of one check, as far as patients read it."""

    kind: CheckKind
    result: CheckResult
    by_person: bool
    is_exception: bool
    ends_on: date | None
    list_date: date | None
    product: str
    maker: str
    bought_from: str


FOUND: Final[dict[CheckKind, Promise]] = {
    CheckKind.LICENSE: gettext_lazy("Active"),
    CheckKind.SCOPE: gettext_lazy("May give shots there"),
    CheckKind.SUPERVISOR: gettext_lazy("A named doctor, who signed for it"),
    CheckKind.EXCLUSION: gettext_lazy("Not on the list"),
    CheckKind.SAM: gettext_lazy("Not on the list"),
    CheckKind.NPI: gettext_lazy("In use. The name fits"),
    CheckKind.BOARD: gettext_lazy("Certified"),
    CheckKind.INSURANCE: gettext_lazy("In force"),
    CheckKind.IDENTITY: gettext_lazy("The photo ID fits the name"),
    CheckKind.PLACE: gettext_lazy("Sees patients at this address"),
}


def found_words(rests: Rests) -> str:
    """ "Active. Ends Aug 31, 2027". Nothing of what is no pass: the result says it."""
    if rests.result != CheckResult.PASS:
        return ""
    if rests.is_exception:
        return _("Accepted by two of our staff, not by the source itself")
    if rests.kind == CheckKind.PRODUCTS:
        said = {"name": rests.product, "maker": rests.maker, "source": rests.bought_from}
        return _("%(name)s, made by %(maker)s, bought from %(source)s") % said
    found = str(FOUND[rests.kind])
    return (
        _("%(found)s. Ends %(day)s") % {"found": found, "day": date_format(rests.ends_on)} if rests.ends_on else found
    )


def where_words(rests: Rests) -> str:
    if rests.kind == CheckKind.EXCLUSION and rests.list_date:
        return _("The list of the Office of Inspector General (LEIE) of %s") % date_format(rests.list_date)
    return str(BY_KIND[rests.kind].where)


def who_words(rests: Rests) -> str:
    """By role, never by name."""
    if rests.is_exception:
        return _("Two of our staff")
    if rests.by_person:
        return _("Our vetting staff")
    if rests.kind == CheckKind.EXCLUSION:
        return _("Our computer, with a list that our staff signed off")
    return _("Our computer")
