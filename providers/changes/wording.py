"""Words for one change: what it is, what stands now, what is wanted, and what patients see until then."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers.directory.models import Offering, PracticeLocation
from providers.directory.us import STATES
from providers.screening.enums import ChangeState, CheckKind, Fact
from providers.screening.models import ProposedChange

TITLES: Final[Mapping[str, Promise]] = {
    "name": gettext_lazy("Your name"),
    "letters": gettext_lazy("Letters after your name"),
    "specialty": gettext_lazy("Specialty"),
    Fact.BOARD: gettext_lazy("Board certification"),
    Fact.SUPERVISOR: gettext_lazy("Supervising doctor"),
    Fact.INSURANCE: gettext_lazy("Malpractice insurance"),
    Fact.IDENTITY: gettext_lazy("Photo ID"),
    Fact.PRODUCTS: gettext_lazy("Product for fat or cellulite"),
}
PARTS: Final[Mapping[str, Promise]] = {
    "name": gettext_lazy("Name of the clinic"),
    "phone": gettext_lazy("Phone of the clinic"),
    "address": gettext_lazy("Address of the clinic"),
}
NEEDS: Final[Mapping[str, Promise]] = {
    CheckKind.PLACE: gettext_lazy("We call the number that patients call."),
    CheckKind.LICENSE: gettext_lazy("We look at the page of the state board."),
    CheckKind.SCOPE: gettext_lazy("We read the rule of the state."),
    CheckKind.SUPERVISOR: gettext_lazy("We look at the agreement and at that doctor's license."),
    CheckKind.EXCLUSION: gettext_lazy("Our computer compares the name with the list."),
    CheckKind.SAM: gettext_lazy("We search the list for the name."),
    CheckKind.NPI: gettext_lazy("Our computer asks the registry."),
    CheckKind.BOARD: gettext_lazy("We look at the page of the board that gave it."),
    CheckKind.INSURANCE: gettext_lazy("We read the certificate."),
    CheckKind.IDENTITY: gettext_lazy("We look at your photo ID."),
    CheckKind.PRODUCTS: gettext_lazy("We look at the product, its maker and who sells it."),
}
ADDRESS: Final = ("line1", "line2", "city", "state", "zip_code")


def title_of(change: ProposedChange) -> str:
    kind, _colon, rest = change.about.partition(":")
    if kind == "place":
        part = rest.partition(":")[2]
        if part == "address" and set(change.before) <= {"line2"}:
            return _("Suite number")
        return str(PARTS.get(part, _("New place")))
    if kind == "license":
        return _("New license") if "number" in change.values else _("End of a license")
    if kind == "lines":
        return _("New treatment")
    if kind == Fact.SUPERVISOR:
        return str(TITLES[kind])
    return str(TITLES.get(change.about, change.get_fact_display()))


class NamedParts:
    """Places and price lines that changes speak of, read once for all of them."""

    def __init__(self, changes: list[ProposedChange]) -> None:
        places = {change.values["location"] for change in changes if "location" in change.values}
        lines = {pk for change in changes for pk in change.values.get("offerings", ())}
        self.places = PracticeLocation.objects.in_bulk(places) if places else {}
        offerings = Offering.objects.filter(pk__in=lines).select_related(
            "location", "area_concern__area", "area_concern__concern"
        )
        self.lines = {line.pk: line for line in offerings} if lines else {}


def where_of(change: ProposedChange, named: NamedParts) -> str:
    """Which clinic or license it is about, where there may be several."""
    if change.fact == Fact.PLACE and ":" in change.about.partition(":")[2]:
        place = named.places.get(change.values["location"])
        return place.clinic_name if place else ""
    if change.fact == Fact.SUPERVISOR:
        return STATES[change.values["state"]]
    lines = [named.lines[pk] for pk in change.values.get("offerings", ()) if pk in named.lines]
    return lines[0].location.clinic_name if lines else ""


def now_words(change: ProposedChange, named: NamedParts) -> str:
    """What stood when it was asked for."""
    if change.fact == Fact.PLACE and change.before:
        place = named.places.get(change.values["location"])
        return _part_words({**_columns(place), **change.before}, change)
    if change.fact == Fact.LICENSE and change.before:
        return _ends(change.before.get("expires_on"))
    if change.about.startswith(("lines:", "license:", "place:")):
        return _("Nothing yet")
    return _listed(change.before) or _("Nothing yet")


def then_words(change: ProposedChange, named: NamedParts) -> str:
    if change.fact == Fact.PLACE:
        place = named.places.get(change.values["location"])
        if not change.before:
            return _place_words(_columns(place))
        return _part_words({**_columns(place), **change.before, **change.values}, change)
    if change.fact == Fact.LICENSE:
        number = f"{STATES.get(change.values.get('state', ''), '')} {change.values.get('number', '')}".strip()
        return ". ".join(filter(None, [number, _ends(change.values.get("expires_on"))]))
    if "offerings" in change.values:
        lines = [named.lines[pk] for pk in change.values["offerings"] if pk in named.lines]
        return "; ".join(_("%(what)s, $%(price)d a session") % {
            "what": line.area_concern, "price": line.price_per_session} for line in lines)  # fmt: skip
    return _listed(change.values) or _("A new paper")


def _columns(place: PracticeLocation | None) -> dict[str, Any]:
    return {name: getattr(place, name, "") for name in ("clinic_name", "phone", *ADDRESS)}


def _part_words(columns: Mapping[str, Any], change: ProposedChange) -> str:
    part = change.about.rpartition(":")[2]
    if part == "address":
        street = ", ".join(str(columns[name]) for name in ("line1", "line2", "city") if columns[name])
        return f"{street}, {columns['state']} {columns['zip_code']}"
    return str(columns["clinic_name" if part == "name" else "phone"])


def _place_words(columns: Mapping[str, Any]) -> str:
    return ", ".join(str(columns[name]) for name in ("clinic_name", *ADDRESS, "phone") if columns[name])


def _ends(day: str | None) -> str:
    return _("Ends %s") % date_format(date.fromisoformat(day)) if day else ""


def _listed(values: Mapping[str, Any]) -> str:
    said = []
    for name, value in values.items():
        if name == "claims_board":
            said.append(_("Yes") if value else _("No"))
        elif name.endswith("_on") and value:
            said.append(_ends(value))
        elif value and name not in {"products_bought_from", "state"}:
            said.append(str(value))
    return ", ".join(said)


def meanwhile_words(change: ProposedChange, *, state: str, now: str) -> str:
    """What patients see of it."""
    if state == ChangeState.LIVE:
        return _("What you asked for.")
    if change.fact in {Fact.SUPERVISOR, Fact.INSURANCE, Fact.IDENTITY}:
        return _("What we checked before. It stays until it ends.")
    if change.about.startswith("lines:"):
        return _("Nothing new. This treatment is not shown.")
    if change.about.startswith("place:") and not change.before:
        return _("Nothing new. This place is not shown.")
    if change.about.startswith("license:"):
        return _("What we checked before. It stays until it ends.")
    if change.about.startswith("place:"):
        return _("%s. Prices, hours and your place on lists stay with this clinic.") % now
    return now if change.fact in {Fact.NAME, Fact.BOARD} and change.before else _("What we checked before.")
