"""What stands in the way of a decision: one list, worked out here alone, for the desk, the portal and the lock."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from providers.attestation.models import fresh_attestation
from providers.directory.models import License, Statement
from providers.exclusions.models import ExclusionHit
from providers.screening.block_words import blocker_words
from providers.screening.enums import CaseKind, CheckKind, CheckResult, HoldKind
from providers.screening.models import Document, ProviderHold, ScreeningCase
from providers.screening.outlook import Outlook, outlook
from providers.screening.rules.case_rules import Block, Blocker, Given, Recorded, what_blocks, what_is_owed
from providers.screening.rules.due import OFFICE_ZONE
from providers.supervision.models import Supervision

SIGNED: Final = frozenset({CaseKind.NEW, CaseKind.RENEWAL})  # rest on what the provider says of their record


class NotReady(UserFacingError):
    """No approval now. `blockers` say why, one by one."""

    def __init__(self, blockers: Sequence[Blocker]) -> None:
        self.blockers = tuple(blockers)
        said = " ".join(blocker_words(blocker) for blocker in self.blockers)
        super().__init__(_("This case cannot be approved yet. The list says what is missing.") + f" {said}".rstrip())


def blockers_of(case: ScreeningCase, *, now: datetime, seen: Outlook | None = None) -> tuple[Blocker, ...]:
    """Everything that stands against this decision at this moment; empty: it may be made. `seen`: the outlook of the
    case, where it was read already."""
    found = blockers_by_case([case], {case.pk: seen or outlook(case, now=now)})[case.pk]
    if case.kind in SIGNED and fresh_attestation(case.provider_id, on=now) is None:
        return (Blocker(Block.NOT_ATTESTED), *found)
    return found


def blockers_by_case(cases: Collection[ScreeningCase], seen: Mapping[int, Outlook]) -> dict[int, tuple[Blocker, ...]]:
    """By id of the case. As many queries for one as for fifty, where their checks are at hand."""
    read = _Read.of(cases)
    return {case.pk: _blockers(case, seen[case.pk], read) for case in cases}


def _blockers(case: ScreeningCase, seen: Outlook, read: "_Read") -> tuple[Blocker, ...]:
    if not seen.places and seen.touched is None:
        return (Blocker(Block.NO_CLINIC),)
    recorded, required = _recorded(case, seen), seen.required()
    return what_blocks(
        required=required,
        recorded=recorded,
        scopes=seen.scopes(),
        holds=_holds(case, seen, read),
        today=seen.today,
        owed=what_is_owed(
            required=required, recorded=recorded, states=seen.judged_states, given=read.given(case, seen)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    licenses: frozenset[tuple[int, str, str]]  # provider, profession, state
    said: Mapping[int, Statement]
    papers: frozenset[tuple[int, str]]  # case, kind
    supervised: Mapping[tuple[int, str], Supervision]  # by provider and state
    matched: frozenset[int]  # providers with an open match
    suspended: frozenset[int]

    @classmethod
    def of(cls, cases: Collection[ScreeningCase]) -> "_Read":
        ids = {case.provider_id for case in cases}
        held = ProviderHold.objects.open().filter(provider__in=ids, kind=HoldKind.SUSPENDED)
        papers = Document.objects.held().filter(case__in=cases)
        licenses = License.objects.filter(provider__in=ids)
        return cls(
            licenses=frozenset(licenses.values_list("provider", "profession", "state")),
            said={said.provider_id: said for said in Statement.objects.filter(provider__in=ids)},
            papers=frozenset(papers.values_list("case", "kind")),
            supervised={(row.provider_id, row.state): row for row in Supervision.objects.filter(provider__in=ids)},
            matched=frozenset(ExclusionHit.objects.open().filter(provider__in=ids).values_list("provider", flat=True)),
            suspended=frozenset(held.values_list("provider", flat=True)),
        )

    def given(self, case: ScreeningCase, seen: Outlook) -> Given:
        mine, said = case.provider_id, self.said.get(case.provider_id) or Statement()
        return Given(
            license_states=frozenset(
                state
                for provider, profession, state in self.licenses
                if (provider, profession) == (mine, seen.profession)
            ),
            names_supervisor=all(self._names_one(mine, state, seen) for state in seen.supervised_states),
            names_product=said.names_product,
            papers=frozenset(kind for owner, kind in self.papers if owner == case.pk),
        )

    def _names_one(self, provider_id: int, state: str, seen: Outlook) -> bool:
        """With a license, and an agreement that is not over."""
        held = self.supervised.get((provider_id, state))
        return held is not None and bool(held.name and held.license_number) and not held.is_over(on=seen.today)


class ApprovalProgress(NamedTuple):
    """Of the checks that an approval takes: how many would carry one today."""

    passed: int
    needed: int


def progress_of(case: ScreeningCase, seen: Outlook) -> ApprovalProgress:
    """Needed: what is required, and what is on record besides (it has to be a pass as well)."""
    recorded = _recorded(case, seen)
    kinds = {need.kind for need in seen.required()} | {check.kind for check in recorded}
    blocked = what_blocks(required=seen.required(), recorded=recorded, scopes=(), holds=(), today=seen.today)
    return ApprovalProgress(len(kinds - {blocker.about for blocker in blocked}), len(kinds))


def _recorded(case: ScreeningCase, seen: Outlook) -> list[Recorded]:
    return [
        Recorded(
            kind=CheckKind(check.kind),
            result=CheckResult(check.result),
            report_date=check.report_date,
            verified_on=min(check.verified_at.astimezone(OFFICE_ZONE).date(), seen.today),
            good_until=check.good_until,
        )
        for check in case.checks.all()
    ]


# A name or a clinic may be whom a match is about. Any other change makes nobody look better than they stand.
ASKS_FOR_MATCHES = frozenset({CheckKind.EXCLUSION, CheckKind.PLACE})


def _holds(case: ScreeningCase, seen: Outlook, read: _Read) -> list[str]:
    """Codes of what must be settled first. A pause is the provider's own, and does not stand against approval. A
    suspension hides whatever a change says, so it holds up no change."""
    matched = ["exclusion"] if case.provider_id in read.matched else []
    if seen.touched is not None:
        return [] if seen.touched.isdisjoint(ASKS_FOR_MATCHES) else matched
    return [*matched, *([HoldKind.SUSPENDED.value] if case.provider_id in read.suspended else [])]
