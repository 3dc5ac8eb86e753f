"""What a proof says of one place: the checks of today, whom they are about, and until when the file holds.

Nothing that the place's own pages do not print, and of that no words that staff typed. Who is not listed has none.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from caarisma.common.outbox.writing import site_url
from matching.proofs.caarisma_verify import LISTING
from matching.proofs.heads import seal
from matching.proofs.services.signing import issuer, written_instant
from providers.directory.models import PracticeLocation
from providers.listing.selectors import CheckLine, ProofCheck, current_proof
from providers.pages.places import PlaceProof, place_proof
from providers.pages.profiles import ListedClinic, Profile
from providers.screening.enums import CheckKind

CONTEXT: Final = "https://www.w3.org/ns/credentials/v2"
HOLDS: Final = timedelta(minutes=10)
LIMITS: Final = (
    "A passed check is not a promise of how a treatment will turn out.",
    "Nothing here says that the person before you is the person who is named.",
)


def statement_of(place: PracticeLocation, *, head: str | None, now: datetime) -> dict[str, Any] | None:
    """The same for everybody who asks within the same minute. None for a place that is not listed at the instant `now`:
    asked here, in the statement that is prepared for it, which costs half of asking for all places of a person.

    `head`: hash of the newest look in the provider's ledger, None where nobody has looked.
    """
    clinic = ListedClinic(place, place.address_on_site(place.provider.slug))
    held = place_proof(Profile(place.provider, (clinic,)), clinic, on=now)
    if held is None:
        return None
    begins, page = now.replace(second=0, microsecond=0), site_url(clinic.address)
    return {
        "@context": [CONTEXT],
        "id": uuid5(NAMESPACE_URL, f"{page}#{written_instant(begins)}").urn,
        "type": ["VerifiableCredential", LISTING],
        "issuer": issuer(),
        "validFrom": written_instant(begins),
        "validUntil": written_instant(_ends(place, begins)),
        "credentialSubject": _subject(held, page) | _sealed(place, head, begins),
    }


def _sealed(place: PracticeLocation, head: str | None, begins: datetime) -> dict[str, str]:
    return {"ledgerHead": seal(head, provider_id=place.provider_id, begins=begins)} if head else {}


def _subject(held: PlaceProof, page: str) -> dict[str, Any]:
    provider, place = held.profile.provider, held.clinic.location
    return {
        "name": provider.name_with_credentials,
        "npi": provider.npi,
        "profession": provider.profession,
        "place": {"clinic": place.clinic_name, "city": place.city, "state": place.state},
        "page": page,
        "listed": True,
        "demonstration": provider.is_demonstration,
        "accuracyConfirmedOn": place.confirmed_on.isoformat(),
        "checks": [_check(*pair, held) for pair in zip(held.proof.checks, held.proof.rests_on, strict=True)],
        "doesNotTell": list(LIMITS),
    }


def _check(line: CheckLine, rests_on: ProofCheck, held: PlaceProof) -> dict[str, Any]:
    said: dict[str, Any] = {
        "kind": str(line.kind),
        "label": line.label,
        "result": str(line.result) if line.counts else "looked-at",
        "source": line.source,
        "checkedOn": line.checked_on.isoformat(),
        "byException": rests_on.exception is not None,
        "doesNotTell": line.does_not_tell,
    }
    if line.good_until:
        said["goodUntil"] = line.good_until.isoformat()
    if line.kind == CheckKind.LICENSE:
        said["licenses"] = [{"state": license.state, "number": license.number} for license in held.licenses]
    return said


def _ends(place: PracticeLocation, begins: datetime) -> datetime:
    """Ten minutes on, or at the clinic's midnight where the dates that it is listed by end there: the definition of
    "listed" goes by days at the clinic, so it is asked about that later instant when it is another day."""
    latest, zone = begins + HOLDS, ZoneInfo(place.time_zone)
    tomorrow = begins.astimezone(zone).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time.min, tzinfo=zone).astimezone(UTC)
    if latest < midnight or current_proof([place.provider_id], on=latest, at=place.pk):
        return latest
    return midnight
