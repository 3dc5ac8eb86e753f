"""Where a reader can look for themselves: the public registers behind a provider's checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from providers.directory.enums import Profession
from providers.directory.models import License, Provider
from providers.directory.us import STATES
from providers.listing.selectors import CheckLine
from providers.pages.places import PlaceProof
from providers.screening.boards import LookUpLink, look_up_links
from providers.screening.enums import CheckKind
from providers.screening.rule_book import rules_on

REGISTRY: Final = "https://npiregistry.cms.hhs.gov/provider-view/"
EXCLUSIONS: Final = "https://exclusions.oig.hhs.gov/"
CERTIFIED: Final = "https://www.certificationmatters.org/"
AWARDS: Final = "https://sam.gov/search/?index=ex"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check, the public page of its source if there is one, and the numbers to look up there."""

    check: CheckLine
    links: Sequence[LookUpLink]
    licenses: Sequence[License]


def check_rows(held: PlaceProof) -> tuple[CheckRow, ...]:
    """One a check. No links to registers for made-up people: nobody is there."""
    provider = held.profile.provider
    links: dict[str, Sequence[LookUpLink]] = (
        {}
        if provider.is_demonstration
        else {
            CheckKind.LICENSE: _boards(held),
            CheckKind.SCOPE: _rules(held),
            CheckKind.BOARD: (LookUpLink(_("Certification Matters (ABMS)"), CERTIFIED),),
            CheckKind.NPI: (_registry(provider),),
            CheckKind.EXCLUSION: (LookUpLink(_("Federal exclusion list (OIG LEIE)"), EXCLUSIONS),),
            CheckKind.SAM: (LookUpLink(_("Federal award exclusions (SAM.gov)"), AWARDS),),
        }
    )
    numbers = {CheckKind.LICENSE: held.licenses}
    return tuple(
        CheckRow(check, links.get(check.kind, ()), numbers.get(CheckKind(check.kind), ()))
        for check in held.proof.checks
    )


def registers_of(held: PlaceProof) -> tuple[LookUpLink, ...]:
    """The state boards of the place's state, then the federal registers. None for made-up people: nobody is there."""
    provider = held.profile.provider
    if provider.is_demonstration:
        return ()
    return (
        *_boards(held),
        _registry(provider),
        LookUpLink(_("Federal exclusion list (OIG LEIE)"), EXCLUSIONS),
        LookUpLink(_("Federal award exclusions (SAM.gov)"), AWARDS),
    )


def _registry(provider: Provider) -> LookUpLink:
    return LookUpLink(_("National registry of provider numbers"), f"{REGISTRY}{provider.npi}")


def _rules(held: PlaceProof) -> tuple[LookUpLink, ...]:
    provider, today = held.profile.provider, timezone.localdate()
    rules = rules_on(today, made_up=provider.is_demonstration)
    rule = rules.of(held.clinic.location.state, Profession(provider.profession))
    return (LookUpLink(_("Rule of %s") % STATES[rule.state], rule.url),) if rule.url else ()


def _boards(held: PlaceProof) -> tuple[LookUpLink, ...]:
    profession = Profession(held.profile.provider.profession)
    return tuple(dict.fromkeys(look_up_links(held.clinic.location.state, profession)))
