"""The facts of places, read from the database, and why patients do not see them. Always the same few queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext

from providers.directory.enums import LicenseStatus, Profession
from providers.directory.models import License, PracticeLocation
from providers.directory.offered import fat_pads_treated, hidden, offered, priced
from providers.exclusions.models import ExclusionHit
from providers.listing.facts import (
    ApprovalFact,
    BoardFact,
    CheckFact,
    HiddenLine,
    HoldFact,
    LicenseFact,
    ListingFacts,
    RuleFact,
)
from providers.listing.reasons import WhyNot, lines_of, why_not
from providers.rosters.enums import BoardStatus, Reach
from providers.rosters.models import LicenseAlert
from providers.screening.enums import CaseStatus, CheckKind, CheckResult, HoldKind
from providers.screening.models import ProviderHold, RuleReading, ScreeningCase, ScreeningCheck
from treatments.products.selectors import ProductBook

By = Mapping[int, list[Any]]
Rows = Iterable[Sequence[Any]]


def why_not_listed(provider_ids: Collection[int], *, on: datetime) -> dict[int, dict[str, tuple[WhyNot, ...]]]:
    """Provider id -> the places where they work, by name, each with what keeps patients from seeing it at the instant
    `on` (aware). A place that the provider left is told only when there is no other. No places: nothing is told."""
    found: defaultdict[int, dict[str, tuple[WhyNot, ...]]] = defaultdict(dict)
    places = facts_of(provider_ids)
    working = {facts.provider_id for facts in places if facts.is_open}
    for facts in places:
        if facts.is_open or facts.provider_id not in working:
            of_its_name = found[facts.provider_id].get(facts.name, ())  # two offices of a clinic in one city
            found[facts.provider_id][facts.name] = tuple(dict.fromkeys((*of_its_name, *why_not(facts, on=on))))
    return dict(found)


def sentences(places: Mapping[str, Collection[WhyNot]]) -> tuple[str, ...]:
    """The texts of `why_not_listed`, each once. Of several places, a text that is not of all names its own."""
    told: dict[str, list[str]] = defaultdict(list)
    for name, reasons in places.items():
        for why in reasons:
            told[why.text].append(name)
    lines = []
    for text, names in told.items():
        if len(names) == len(places) or any(name in text for name in names):
            lines.append(text)
        else:
            lines += [gettext("%(place)s: %(why)s") % {"place": name, "why": text} for name in names]
    return tuple(lines)


def facts_of(provider_ids: Collection[int]) -> list[ListingFacts]:
    """Every place of these providers with what decides about it, in the order of their numbers. Seven queries; two more
    where a warning hides something."""
    licenses = _by_provider(
        License.objects.filter(provider__in=provider_ids), "state", "profession", "status", "expires_on"
    )
    approvals = _approvals(provider_ids)
    holds = _by_provider(ProviderHold.objects.open().filter(provider__in=provider_ids), "kind", "reason", "placed_at")
    hits = _by_provider(ExclusionHit.objects.hiding().filter(provider__in=provider_ids), "found_at")
    alerts = _by_provider(
        LicenseAlert.objects.hiding().filter(provider__in=provider_ids), "state", "status", "reach", "found_at"
    )
    lines = lines_of(priced()).order_by("pk")
    facts = JSONObject(product="product", warned="warned")
    found = (
        PracticeLocation.objects.filter(provider__in=provider_ids)
        .select_related("provider")
        .annotate(
            offers_something=Exists(lines),
            shows_something=Exists(lines.filter(offered())),
            hidden=ArraySubquery(hidden(lines).values(line=facts)),
            treats_fat_pads=fat_pads_treated(),
        )
        .order_by("pk")
    )
    places = list(found)
    rules = _rules(places)
    book = ProductBook.read_if(any(line["warned"] for place in places for line in place.hidden))
    return [
        facts_from(
            place,
            licenses=licenses[place.provider_id],
            approvals=approvals[place.provider_id],
            holds=holds[place.provider_id],
            hits=hits[place.provider_id],
            alerts=alerts[place.provider_id],
            hidden=[_hidden(line, book) for line in place.hidden],
            rules=rules[place.state, place.provider.profession, place.provider.is_demonstration],
        )
        for place in places
    ]


def _hidden(line: Mapping[str, Any], book: ProductBook) -> HiddenLine:
    warning = book.warning_in(line["product"]) if line["warned"] else None
    return HiddenLine(line["product"], warning.by if warning else "", warning.since if warning else None)


def facts_from(
    place: Any,
    *,
    licenses: Rows,
    approvals: Iterable[ApprovalFact],
    holds: Rows,
    hits: Rows,
    alerts: Rows,
    hidden: Iterable[HiddenLine],
    rules: Iterable[RuleFact],
) -> ListingFacts:
    """From rows of the place's provider: licenses (state, profession, status, last day), open holds (kind, reason,
    placed at), matches that hide (found at) and what boards say that hides (state, status, reach, found at); lines of
    the place that patients do not see; and the rules of its state that let this license inject."""
    zone = ZoneInfo(place.time_zone)
    return ListingFacts(
        location_id=place.pk,
        provider_id=place.provider_id,
        name=str(place),
        state=place.state,
        zone=zone,
        profession=Profession(place.provider.profession),
        is_open=place.is_active,
        confirmed_on=place.confirmed_on,
        npi_ended=place.provider.npi_deactivated_on,
        holds=tuple(HoldFact(HoldKind(kind), words, at.astimezone(zone).date()) for kind, words, at in holds),
        excluded_since=tuple(found_at.astimezone(zone).date() for (found_at,) in hits),
        board_alerts=tuple(
            BoardFact(state, BoardStatus(status), Reach(reach), at.astimezone(zone).date())
            for state, status, reach, at in alerts
        ),
        offers_something=place.offers_something,
        shows_something=place.shows_something,
        hidden_lines=tuple(hidden),
        treats_fat_pads=place.treats_fat_pads,
        licenses=tuple(LicenseFact(state, job, LicenseStatus(status), last) for state, job, status, last in licenses),
        approvals=tuple(approvals),
        rules=tuple(rules),
    )


def _rules(places: Iterable[PracticeLocation]) -> Mapping[tuple[str, str, bool], list[RuleFact]]:
    """(state, profession, made up or not) -> the days on which that license may inject there, oldest first."""
    found: defaultdict[tuple[str, str, bool], list[RuleFact]] = defaultdict(list)
    rows = RuleReading.objects.letting().filter(state__in={place.state for place in places})
    columns = ("state", "profession", "is_demonstration", "counts_from", "counts_until")
    for state, profession, made_up, first, last in rows.order_by("counts_from", "pk").values_list(*columns):
        for carried in {True, made_up}:
            found[state, profession, carried].append(RuleFact(first, last))
    return found


def _by_provider(rows: QuerySet[Any], *names: str) -> By:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for provider_id, *values in rows.order_by("pk").values_list("provider_id", *names):
        found[provider_id].append(values)
    return found


def _approvals(provider_ids: Iterable[int]) -> By:
    """Oldest first, as the newest of several counts."""
    approved = ScreeningCase.objects.filter(provider__in=provider_ids, status=CaseStatus.APPROVED)
    checks: defaultdict[int, list[CheckFact]] = defaultdict(list)
    rows = ScreeningCheck.objects.filter(case__in=approved).order_by("pk")
    for case_id, kind, result, good_until in rows.values_list("case_id", "kind", "result", "good_until"):
        checks[case_id].append(CheckFact(CheckKind(kind), CheckResult(result), good_until))
    found: defaultdict[int, list[Any]] = defaultdict(list)
    columns = ("pk", "provider_id", "approved_from", "approved_until", "states", "required")
    for case_id, provider_id, first, last, states, required in approved.order_by("pk").values_list(*columns):
        case = ApprovalFact(first, last, frozenset(states), frozenset(required), tuple(checks[case_id]))
        found[provider_id].append(case)
    return found
