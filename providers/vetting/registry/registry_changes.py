"""What a registry record changes in the directory, gathered for a few bulk statements.

The registry never wins over a person: a claimed profile keeps its owner's words, a verified license stays as the board
gave it, a location with offerings stays as its owner set it up. Demonstration providers are not the registry's at all.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.text import slugify

from providers.directory.enums import LicenseStatus, NameSource, PlacedBy
from providers.directory.former_names import PARTS, is_renamed
from providers.directory.geocoding.zip_codes import UnknownZipError, zip_place
from providers.directory.models import FormerName, License, Offering, PracticeLocation, Provider
from providers.directory.specialties import OF_A_BOARD
from providers.files.report import CellProblem
from providers.registry.models import RegistryAnswer
from providers.registry.nppes import layout
from providers.registry.nppes.records import Deactivation, NppesPerson, RegistryAddress
from providers.screening.models import ScreeningCase
from providers.vetting.registry.registry_answers import answer_of_file

SOURCE: Final = "NPPES, as the provider reported it"
PROFILE_FIELDS: Final = (
    "first_name", "middle_name", "last_name", "name_suffix", "credentials", "gender", "profession", "specialty",
)  # fmt: skip
ADDRESS_FIELDS: Final = ("clinic_name", "line1", "line2", "city", "state", "zip_code", "phone")
PLACE_FIELDS: Final = ("latitude", "longitude", "time_zone", "placed_by")


class RecordOutcome(StrEnum):
    """What became of one record."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DEACTIVATED = "deactivated"
    LEFT_ALONE = "left alone"  # claimed, made for the demonstration, or newer here than in the file
    NOT_HELD = "deactivated, not held here"


def lock_providers_by_npi(*, npis: list[str]) -> dict[str, Provider]:
    """The providers with these NPIs, locked, with their licenses, former names and locations."""
    has_offerings = Exists(Offering.objects.filter(location=OuterRef("pk")))
    locations = PracticeLocation.objects.annotate(has_offerings=has_offerings)
    is_checked = Exists(ScreeningCase.objects.filter(provider=OuterRef("pk")))
    held = Provider.objects.select_for_update(no_key=True).filter(npi__in=npis).annotate(is_checked=is_checked)
    held = held.order_by("pk")
    return {
        p.npi: p for p in held.prefetch_related("licenses", "former_names", Prefetch("locations", queryset=locations))
    }


@dataclass(slots=True, kw_only=True)
class RegistryChanges:
    """Everything that one batch of records asks for. `add` decides, `write` does it."""

    now: datetime
    file: str = ""
    outcomes: Counter[RecordOutcome] = field(default_factory=Counter)
    notes: list[tuple[NppesPerson, Sequence[CellProblem]]] = field(default_factory=list)
    new_providers: list[Provider] = field(default_factory=list)
    changed_providers: list[Provider] = field(default_factory=list)
    new_names: list[FormerName] = field(default_factory=list)
    new_locations: list[PracticeLocation] = field(default_factory=list)
    changed_locations: list[PracticeLocation] = field(default_factory=list)
    new_licenses: list[License] = field(default_factory=list)
    stale_licenses: list[int] = field(default_factory=list)
    deactivated: list[int] = field(default_factory=list)  # ids of providers
    answers: list[RegistryAnswer] = field(default_factory=list)  # about whoever is or was being checked

    def add(self, record: NppesPerson | Deactivation, held: Provider | None) -> None:
        """Decide about one record. `held` is the provider with its NPI, from lock_providers_by_npi()."""
        if isinstance(record, Deactivation):
            outcome = self._deactivate(record, held)
        elif held is None:
            outcome = self._add(record)
        else:
            outcome = self._update(record, held)
        self.outcomes[outcome] += 1

    def write(self) -> None:
        """A handful of statements, whatever the number of records. Call inside a transaction."""
        Provider.objects.bulk_create(self.new_providers)
        Provider.objects.bulk_update(
            self.changed_providers, [*PROFILE_FIELDS, "registry_updated_on", "npi_deactivated_on", "updated_at"]
        )
        FormerName.objects.bulk_create(self.new_names, ignore_conflicts=True)
        PracticeLocation.objects.bulk_create(self.new_locations)
        PracticeLocation.objects.bulk_update(self.changed_locations, [*ADDRESS_FIELDS, *PLACE_FIELDS, "updated_at"])
        if self.stale_licenses:
            License.objects.filter(pk__in=self.stale_licenses).delete()
        License.objects.bulk_create(self.new_licenses)
        RegistryAnswer.objects.bulk_create(self.answers)

    def _deactivate(self, record: Deactivation, held: Provider | None) -> RecordOutcome:
        if held is None:
            return RecordOutcome.NOT_HELD
        if held.is_demonstration:
            return RecordOutcome.LEFT_ALONE
        if held.npi_deactivated_on == record.deactivated_on:
            return RecordOutcome.UNCHANGED
        held.npi_deactivated_on = record.deactivated_on
        self._change(held)
        self._answer(record, held)
        self.deactivated.append(held.pk)
        return RecordOutcome.DEACTIVATED

    def _add(self, person: NppesPerson) -> RecordOutcome:
        provider = Provider(
            npi=person.npi,
            slug=slug_for(person),
            registry_updated_on=person.updated_on,
            **profile(person),
        )
        self.new_providers.append(provider)
        self.new_names += other_names(provider, person)
        notes = list(person.notes)
        if person.address is not None:
            self._place(PracticeLocation(provider=provider), person, person.address, notes)
        self.new_licenses += [reported(provider, person, number) for number in range(len(person.licenses))]
        self._note(person, notes)
        return RecordOutcome.ADDED

    def _update(self, person: NppesPerson, held: Provider) -> RecordOutcome:
        if held.is_demonstration:
            return RecordOutcome.LEFT_ALONE
        back_in_use = is_back_in_use(person, held.npi_deactivated_on)
        if back_in_use:
            held.npi_deactivated_on = None
        if held.npi_deactivated_on is None and not is_older(person, held):
            self._answer(person, held)
        if held.user_id is not None or is_older(person, held):
            if back_in_use:
                self._change(held)
            return RecordOutcome.UPDATED if back_in_use else RecordOutcome.LEFT_ALONE
        wanted = {**profile(person), "registry_updated_on": person.updated_on}
        names = self._names(person, held, wanted)
        changed = assign(held, wanted) or back_in_use or names
        if changed:
            self._change(held)
        notes = list(person.notes)
        moved = self._move(person, held, notes)
        relicensed = self._relicense(person, held)
        self._note(person, notes)
        return RecordOutcome.UPDATED if changed or moved or relicensed else RecordOutcome.UNCHANGED

    def _names(self, person: NppesPerson, held: Provider, wanted: dict[str, object]) -> bool:
        """Whether there are other names than those we have. The one so far is kept, whatever the registry says next."""
        names = other_names(held, person)
        if is_renamed(held, wanted):
            so_far = {part: getattr(held, part) for part in PARTS}
            names.append(FormerName(provider=held, used_until=person.updated_on, source=NameSource.PROFILE, **so_far))
        known = {str(name) for name in held.former_names.all()}
        new = [name for name in names if str(name) not in known]
        self.new_names += new
        return bool(new)

    def _change(self, provider: Provider) -> None:
        provider.updated_at = self.now
        self.changed_providers.append(provider)

    def _answer(self, record: NppesPerson | Deactivation, held: Provider) -> None:
        if getattr(held, "is_checked", False):
            self.answers.append(answer_of_file(held, record, file=self.file, now=self.now))

    def _note(self, person: NppesPerson, notes: list[CellProblem]) -> None:
        if notes:
            self.notes.append((person, notes))

    def _move(self, person: NppesPerson, held: Provider, notes: list[CellProblem]) -> bool:
        """Whether the one location we made is to change. With offerings or a second location it is no longer ours."""
        locations = list(held.locations.all())
        if person.address is None or len(locations) > 1:
            return False
        location = locations[0] if locations else PracticeLocation(provider=held)
        if getattr(location, "has_offerings", False):
            return False
        return self._place(location, person, person.address, notes)

    def _place(
        self, location: PracticeLocation, person: NppesPerson, address: RegistryAddress, notes: list[CellProblem]
    ) -> bool:
        """Fill in the location. An unknown ZIP leaves it as it is: a made-up place would give wrong miles."""
        try:
            place = zip_place(address.zip_code)
        except UnknownZipError:
            if location.pk is None:
                notes.append(CellProblem(layout.POSTAL_CODE, address.zip_code, "is unknown: kept without a location"))
            return False
        wanted = {name: getattr(address, name) for name in ADDRESS_FIELDS if name != "clinic_name"}
        wanted["clinic_name"] = location.provider.full_name
        if not assign(location, wanted):
            return False
        location.latitude, location.longitude = place.latitude, place.longitude
        location.time_zone, location.placed_by = place.time_zone, PlacedBy.ZIP
        location.updated_at = self.now
        (self.changed_locations if location.pk else self.new_locations).append(location)
        return True

    def _relicense(self, person: NppesPerson, held: Provider) -> bool:
        """Make the reported licenses those of the record. What anybody else entered or verified stays."""
        wanted = {(entry.state, entry.number, entry.profession): n for n, entry in enumerate(person.licenses)}
        ours = [entry for entry in held.licenses.all() if is_ours(entry)]
        stale = [entry.pk for entry in ours if (entry.state, entry.number, entry.profession) not in wanted]
        taken = {(entry.state, entry.number) for entry in held.licenses.all() if entry.pk not in stale}
        fresh = [reported(held, person, n) for key, n in wanted.items() if key[:2] not in taken]
        self.stale_licenses += stale
        self.new_licenses += fresh
        return bool(stale or fresh)


def slug_for(person: NppesPerson) -> str:
    """The address of the page. With the NPI, so that namesakes differ; never changed later, so links stay good."""
    name = slugify(f"{person.first_name} {person.last_name}")
    return f"{name[:100]}-{person.npi}".strip("-")


def profile(person: NppesPerson) -> dict[str, object]:
    """A title that a board gives stands beside a name by a check of the board, and by no file."""
    words = {name: getattr(person, name) for name in PROFILE_FIELDS}
    return words | {"specialty": "" if person.specialty in OF_A_BOARD else person.specialty}


def other_names(provider: Provider, person: NppesPerson) -> list[FormerName]:
    return [FormerName(provider=provider, last_name=name, source=NameSource.REGISTRY) for name in person.former_names]


def reported(provider: Provider, person: NppesPerson, number: int) -> License:
    entry = person.licenses[number]
    return License(
        provider=provider,
        state=entry.state,
        profession=entry.profession,
        number=entry.number,
        status=LicenseStatus.REPORTED,
        source=SOURCE,
    )


def is_ours(entry: License) -> bool:
    return entry.status == LicenseStatus.REPORTED and entry.source == SOURCE


def is_older(person: NppesPerson, held: Provider) -> bool:
    return held.registry_updated_on is not None and person.updated_on < held.registry_updated_on


def is_back_in_use(person: NppesPerson, deactivated_on: date | None) -> bool:
    """Whether the record is from after the deactivation. One from before, in an older file, brings nobody back."""
    if deactivated_on is None:
        return False
    return max(person.reactivated_on or date.min, person.updated_on) >= deactivated_on


def assign(model: Provider | PracticeLocation, wanted: dict[str, object]) -> bool:
    """Set the fields; whether any of them changed."""
    changed = {name: value for name, value in wanted.items() if getattr(model, name) != value}
    for name, value in changed.items():
        setattr(model, name, value)
    return bool(changed)
