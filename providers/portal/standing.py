"""Where a provider stands, read once a request: what is filled in, what was sent, what we asked, what is live."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Prefetch

from providers.attestation.models import fresh_attestation
from providers.directory.enums import LicenseStatus, Profession
from providers.directory.models import License, Offering, PracticeLocation, Provider, Statement
from providers.directory.specialties import OF_A_BOARD
from providers.joining.rules.answers import StateAnswer, closed_among
from providers.joining.words import closed_words
from providers.listing.gate import listed_of_providers
from providers.profile.services.places import CHECKED_FIELDS
from providers.screening.enums import OPEN_CASES, CaseKind, CaseStatus, ChangeState, CheckKind, Fact, HoldKind
from providers.screening.models import Document, ProposedChange, ProviderHold, ScreeningCase
from providers.screening.rule_book import rules_on
from providers.screening.rules.due import OFFICE_ZONE
from providers.screening.rules.state_rules import RuleStatus, StateRule, StateRules, must_be_supervised
from providers.supervision.models import Supervision
from providers.vetting.claims.ownership import is_contested, is_unproven


@dataclass(frozen=True)
class Standing:
    provider: Provider
    statement: Statement
    licenses: tuple[License, ...]
    places: tuple[PracticeLocation, ...]  # not those that the provider left
    documents: Mapping[str, tuple[Document, ...]]  # held ones of the newest case, by kind of check
    case: ScreeningCase | None  # the newest look at all of them
    approved: ScreeningCase | None  # the newest approval, in date or not
    holds: tuple[ProviderHold, ...]
    proposals: tuple[ProposedChange, ...]
    supervisions: tuple[Supervision, ...]
    unproven: bool  # patients may see the profile, and nobody has checked yet that it is theirs
    contested: bool  # staff think that the number may be somebody else's, and ask
    attested: bool  # signed what they say of their record, in the last 120 days
    listed: bool  # patients can see at least one place at this moment
    now: datetime

    @property
    def today(self) -> date:
        zone = ZoneInfo(self.places[0].time_zone) if self.places else OFFICE_ZONE
        return self.now.astimezone(zone).date()

    @property
    def is_draft(self) -> bool:
        """Nothing was sent yet, or it begins anew after "turned down"."""
        return self.approved is None and (
            self.case is None or self.case.status in {CaseStatus.DRAFT, CaseStatus.TURNED_DOWN}
        )

    @property
    def is_filling_in(self) -> bool:
        """Nobody looks at it yet: what is saved may be half, and leads on to the next task."""
        return self.is_draft or self.can_send

    @property
    def may_give_up(self) -> bool:
        """A wrong number or license type can be taken back until somebody was approved by it."""
        return self.approved is None

    @property
    def at_the_desk(self) -> bool:
        return self.case is not None and self.case.status in {CaseStatus.SENT, CaseStatus.IN_REVIEW}

    @property
    def asked(self) -> bool:
        return self.case is not None and self.case.status == CaseStatus.MORE_NEEDED

    @property
    def turned_down(self) -> bool:
        return self.case is not None and self.case.status == CaseStatus.TURNED_DOWN

    @property
    def can_send(self) -> bool:
        return self.case is not None and self.case.status in {CaseStatus.DRAFT, CaseStatus.MORE_NEEDED}

    @property
    def paused(self) -> bool:
        return any(hold.kind == HoldKind.PAUSED for hold in self.holds)

    @property
    def paused_until(self) -> date | None:
        return next((hold.until for hold in self.holds if hold.kind == HoldKind.PAUSED), None)

    @cached_property
    def rules(self) -> StateRules:
        return rules_on(self.today, made_up=self.provider.is_demonstration)

    @property
    def needs_supervisor(self) -> bool:
        """Where any of the states asks for one; before there is a state, the stricter answer."""
        profession = Profession(self.provider.profession)
        unread = StateRule(state="", profession=profession, status=RuleStatus.UNVERIFIED)
        return bool(self.supervised_states) if self.states else must_be_supervised(profession, unread)

    @cached_property
    def states(self) -> list[str]:
        return sorted({place.state for place in self.places} | {license.state for license in self.licenses})

    @cached_property
    def supervised_states(self) -> list[str]:
        """Of those where they may work."""
        profession = Profession(self.provider.profession)
        in_force = {
            state: self.rules.in_force(state, profession, on=self.today)
            for state in self.states
            if state not in self.closed_codes
        }
        return [state for state, rule in in_force.items() if must_be_supervised(profession, rule)]

    def supervision_in(self, state: str) -> Supervision | None:
        return next((held for held in self.supervisions if held.state == state), None)

    @property
    def unsupervised_states(self) -> list[str]:
        """Where nobody is named, or the agreement is over."""
        named = {held.state for held in self.supervisions if held.license_number and not held.is_over(on=self.today)}
        return [state for state in self.supervised_states if state not in named]

    @cached_property
    def closed_states(self) -> list[StateAnswer]:
        """Where we approve nobody with this license, so that nobody fills in everything first to learn it."""
        return self._closed_among(self.states)

    @cached_property
    def closed_codes(self) -> frozenset[str]:
        return frozenset(found.state for found in self.closed_states)

    @property
    def closed_in_words(self) -> list[str]:
        return [closed_words(found) for found in self.closed_states]

    @property
    def open_places(self) -> tuple[PracticeLocation, ...]:
        """Where the state's rule lets them work: only these have to be complete, and only these go to the desk."""
        return tuple(place for place in self.places if place.state not in self.closed_codes)

    @property
    def open_licenses(self) -> tuple[License, ...]:
        return tuple(license for license in self.licenses if license.state not in self.closed_codes)

    def why_closed(self, state: str) -> str:
        """In words; "" where this license can join."""
        return " ".join(closed_words(found) for found in self._closed_among({state}))

    def _closed_among(self, states: Iterable[str]) -> list[StateAnswer]:
        return closed_among(Profession(self.provider.profession), states, on=self.today, rules=self.rules)

    @property
    def needs_a_board(self) -> bool:
        """The specialty is a title that a board gives, and they say that none certified them."""
        wanted = self.provider.specialty if self.waiting_specialty is None else self.waiting_specialty
        return wanted in OF_A_BOARD and self.statement.claims_board is False

    @property
    def treats_small_fat(self) -> bool:
        return any(
            offering.area_concern.concern.needs_fda_note
            for place in self.places
            for offering in place.offerings.all()
            if offering.is_active or self.waits(offering)
        )

    def waits(self, offering: Offering) -> bool:
        return any(offering.pk in proposal.values.get("offerings", ()) for proposal in self.proposals)

    @property
    def waiting_name(self) -> Mapping[str, str]:
        """The parts of a name that wait for the desk."""
        parts: dict[str, str] = {}
        for change in self.proposals:
            parts |= change.values if change.fact == Fact.NAME else {}
        return parts

    @property
    def waiting_specialty(self) -> str | None:
        return next((change.values["specialty"] for change in self.proposals if "specialty" in change.values), None)

    def waiting_at(self, place: PracticeLocation) -> Mapping[str, str]:
        """Name, phone and address of a place that wait for the desk."""
        return {
            name: value
            for change in self.proposals
            if change.values.get("location") == place.pk
            for name, value in change.values.items()
            if name in CHECKED_FIELDS
        }

    @property
    def changed_places(self) -> frozenset[int]:
        return frozenset(place.pk for place in self.places if self.waiting_at(place))

    def waiting_end(self, license: License) -> date | None:
        """The new last day that waits for the desk."""
        mine = (change.values for change in self.proposals if change.values.get("license") == license.pk)
        day = next((values["expires_on"] for values in mine if "expires_on" in values), None)  # else a paper alone
        return date.fromisoformat(day) if day else None

    @property
    def changes_that_need_you(self) -> int:
        return sum(change.state == ChangeState.NEEDS_YOU for change in self.proposals)

    @property
    def changes_with_us(self) -> int:
        return len(self.proposals) - self.changes_that_need_you

    def has(self, kind: CheckKind) -> bool:
        return bool(self.documents.get(kind))

    @property
    def needs_license_photo(self) -> bool:
        return bool(self.unproven_licenses) and not self.has(CheckKind.LICENSE)

    @property
    def unproven_licenses(self) -> tuple[License, ...]:
        return tuple(license for license in self.licenses if license.status == LicenseStatus.REPORTED)


def standing_of(provider: Provider, *, now: datetime) -> Standing:
    """In a fixed number of queries."""
    offerings = Offering.objects.select_related("area_concern__area", "area_concern__concern")
    places = PracticeLocation.objects.filter(provider=provider).prefetch_related(
        "hours", Prefetch("offerings", queryset=offerings)
    )
    places = places.select_related("price_date")
    cases = list(ScreeningCase.objects.filter(provider=provider).order_by("-pk"))
    whole = [case for case in cases if case.kind != CaseKind.CHANGE]
    # An open case comes first: it is what the provider works on.
    case = next((case for case in whole if case.status in OPEN_CASES), whole[0] if whole else None)
    proposals = tuple(ProposedChange.objects.open().filter(provider=provider).select_related("case"))
    waiting = {proposal.values.get("location") for proposal in proposals}
    statement = Statement.objects.filter(provider=provider).first() or Statement(provider=provider)
    return Standing(
        provider=provider,
        statement=statement,
        licenses=tuple(License.objects.filter(provider=provider).order_by("pk")),
        places=tuple(place for place in places if place.is_active or place.pk in waiting),
        documents=_documents(provider),
        case=case,
        approved=next((case for case in cases if case.status == CaseStatus.APPROVED), None),
        holds=tuple(ProviderHold.objects.open().filter(provider=provider)),
        proposals=proposals,
        supervisions=tuple(provider.supervisions.all()),
        unproven=is_unproven(provider),
        contested=is_contested(provider),
        attested=fresh_attestation(provider.pk, on=now) is not None,
        listed=bool(listed_of_providers([provider.pk], now=now)),
        now=now,
    )


def _documents(provider: Provider) -> dict[str, tuple[Document, ...]]:
    """Of the owner's own sending: who takes over a profile does not see the papers of the one before."""
    held = Document.objects.held().filter(provider=provider, uploaded_by=provider.user_id)
    return {kind: tuple(doc for doc in held if doc.kind == kind) for kind in {doc.kind for doc in held}}
