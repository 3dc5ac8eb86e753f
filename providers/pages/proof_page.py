"""Where a reader can look for themselves: the public registers behind a provider's checks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from providers.directory.enums import Profession
from providers.directory.models import License
from providers.listing.selectors import CheckLine
from providers.pages.profiles import Profile
from providers.screening.boards import LookUpLink, look_up_links
from providers.screening.enums import CheckKind

REGISTRY: Final = "https://npiregistry.cms.hhs.gov/provider-view/"
EXCLUSIONS: Final = "https://exclusions.oig.hhs.gov/"
AWARDS: Final = "https://sam.gov/search/?index=ex"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check, the public page of its source if there is one, and the numbers to look up there."""

    check: CheckLine
    links: Sequence[LookUpLink]
    licenses: Sequence[License]


def check_rows(profile: Profile) -> tuple[CheckRow, ...]:
    """One a check. No links for made-up people: nobody is there."""
    profession, states = Profession(profile.provider.profession), _states(profile)
    links: dict[str, Sequence[LookUpLink]] = (
        {}
        if profile.provider.is_demonstration
        else {
            CheckKind.LICENSE: _boards(states, profession),
            CheckKind.NPI: (_registry(profile),),
            CheckKind.EXCLUSION: (LookUpLink(_("Federal exclusion list (OIG LEIE)"), EXCLUSIONS),),
            CheckKind.SAM: (LookUpLink(_("Federal award exclusions (SAM.gov)"), AWARDS),),
        }
    )
    numbers = {CheckKind.LICENSE: profile.licenses}
    return tuple(
        CheckRow(check, links.get(check.kind, ()), numbers.get(CheckKind(check.kind), ()))
        for check in profile.proof.checks
    )


def registers_of(profile: Profile) -> tuple[LookUpLink, ...]:
    """The state boards for each listed clinic, then the federal registers. None for made-up people: nobody is there."""
    provider = profile.provider
    if provider.is_demonstration:
        return ()
    return (
        *_boards(_states(profile), Profession(provider.profession)),
        _registry(profile),
        LookUpLink(_("Federal exclusion list (OIG LEIE)"), EXCLUSIONS),
        LookUpLink(_("Federal award exclusions (SAM.gov)"), AWARDS),
    )


def _states(profile: Profile) -> list[str]:
    return sorted({place.location.state for place in profile.places})


def _registry(profile: Profile) -> LookUpLink:
    return LookUpLink(_("National registry of provider numbers"), f"{REGISTRY}{profile.provider.npi}")


def _boards(states: Iterable[str], profession: Profession) -> tuple[LookUpLink, ...]:
    return tuple(dict.fromkeys(link for state in states for link in look_up_links(state, profession)))
