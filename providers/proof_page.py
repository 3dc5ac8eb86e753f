"""Where a reader can look for themselves: the public registers behind a provider's checks."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from providers.enums import Profession
from providers.profiles import Profile
from providers.sources.boards import LookUpLink, look_up_links

REGISTRY: Final = "https://npiregistry.cms.hhs.gov/provider-view/"
EXCLUSIONS: Final = "https://exclusions.oig.hhs.gov/"
AWARDS: Final = "https://sam.gov/search/?index=ex"


def registers_of(profile: Profile) -> tuple[LookUpLink, ...]:
    """The state boards for each listed clinic, then the federal registers. None for made-up people: nobody is there."""
    provider = profile.provider
    if provider.is_demonstration:
        return ()
    states = sorted({place.location.state for place in profile.places})
    return (
        *_boards(states, Profession(provider.profession)),
        LookUpLink(_("National registry of provider numbers"), f"{REGISTRY}{provider.npi}"),
        LookUpLink(_("Federal exclusion list (OIG LEIE)"), EXCLUSIONS),
        LookUpLink(_("Federal award exclusions (SAM.gov)"), AWARDS),
    )


def _boards(states: Iterable[str], profession: Profession) -> tuple[LookUpLink, ...]:
    return tuple(dict.fromkeys(link for state in states for link in look_up_links(state, profession)))
