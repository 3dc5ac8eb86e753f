"""What the bench shows: one panel a check, the documents, the licenses, and what stands against approval."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Q, prefetch_related_objects

from caarisma.accounts.models import User
from providers.changes.selectors import ChangeRow, row_of, rows_of
from providers.desk.evidence import BenchEvidence, BenchSubject, evidence_for, subject_of
from providers.desk.forms import CheckForm, ExceptionForm, LicenseCheckForm
from providers.desk.implied import implied_for, implied_words
from providers.directory.models import License
from providers.screening.block_words import blocker_words
from providers.screening.enums import MAY_BE_OVERRIDDEN, CheckKind, CheckResult, EventKind
from providers.screening.in_the_way import blockers_of
from providers.screening.models import (
    CaseEvent,
    Document,
    ScreeningCase,
    ScreeningCheck,
    SourcePage,
    TwoPersonDecision,
)
from providers.screening.rules.evidence import BY_MACHINE
from providers.vetting.cases.case_parts import is_claimed
from providers.vetting.cases.check_evidence import pages_for

KEYS: Final = "1234567890-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One check: evidence, form, and what was recorded."""

    number: int
    kind: CheckKind
    required: bool
    evidence: BenchEvidence
    form: CheckForm
    check: ScreeningCheck | None
    waiting: TwoPersonDecision | None
    may_propose: bool
    why: ExceptionForm
    is_last: bool  # all that stands between one change and its being live
    implied: dict[str, str]  # what an empty field stands for
    says: list[str]  # the same in words
    today: date

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def by_machine(self) -> bool:
        return self.kind in BY_MACHINE

    @property
    def key(self) -> str:
        """What goes to this check: there are no more kinds than keys."""
        return KEYS[self.number - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    case: ScreeningCase
    panels: tuple[Panel, ...]
    machine: tuple[Panel, ...]  # those that nobody types over
    by_hand: tuple[Panel, ...]
    licenses: tuple[tuple[License, LicenseCheckForm], ...]
    documents: tuple[Document, ...]
    blockers: tuple[str, ...]
    changes: tuple[CaseEvent, ...]  # by the provider, since the case came to the desk
    news: tuple[CaseEvent, ...]  # what a source, a job or staff noted since then
    row: ChangeRow | None  # the one change that the case is about
    others: tuple[ChangeRow, ...]  # of the same provider, decided by themselves
    history: tuple[CaseEvent, ...]
    mine: bool
    held_by: User | None
    next_id: int | None
    previous_id: int | None
    turn_down: ExceptionForm
    ask: ExceptionForm

    @property
    def shows_licenses(self) -> bool:
        return self.row is None or any(need.kind == CheckKind.LICENSE for need in self.row.needs)


BoundForms = Mapping[str, CheckForm | LicenseCheckForm | ExceptionForm]


def bench_for(case: ScreeningCase, *, user: User, now: datetime, bound: BoundForms | None = None) -> Bench:
    """`bound`: forms with errors, shown in place of fresh ones, by check kind, "license-<id>", "why-<kind>",
    "turn-down" or "ask"."""
    bound = bound or {}
    prefetch_related_objects([case], "checks__verified_by", "checks__document", "checks__source_page")
    documents = tuple(Document.objects.held().filter(Q(case=case) | Q(provider=case.provider_id)).order_by("pk"))
    subject = subject_of(case, documents=documents, now=now)
    history = tuple(case.events.select_related("by").order_by("pk"))
    changed = (event for event in history if event.kind == EventKind.CHANGED)
    since = [event for event in changed if case.sent_at and event.at >= case.sent_at]
    held, row = is_claimed(case, now=now), row_of(case, now=now)
    others = rows_of(case.provider_id, now=now, but=row.change.pk if row else None)
    panels = _panels(case, subject, bound, row, now)
    return Bench(
        case=case,
        panels=panels,
        machine=tuple(panel for panel in panels if panel.by_machine),
        by_hand=tuple(panel for panel in panels if not panel.by_machine),
        licenses=tuple((license, _license_form(license, case, bound)) for license in subject.licenses),
        documents=documents,
        blockers=tuple(blocker_words(blocker) for blocker in blockers_of(case, now=now, seen=subject.seen)),
        changes=tuple(event for event in since if event.by_id == case.provider.user_id),
        news=tuple(event for event in since if event.by_id != case.provider.user_id),
        row=row,
        others=tuple(other for other in others if other.is_open),
        history=history[::-1],
        mine=case.owner_id == user.pk and case.status == "in_review",
        held_by=case.owner if held and case.owner_id != user.pk else None,
        next_id=_neighbor(case, forward=True),
        previous_id=_neighbor(case, forward=False),
        turn_down=_why_form("turn-down", case, bound),
        ask=_why_form("ask", case, bound),
    )


def _panels(
    case: ScreeningCase, subject: BenchSubject, bound: BoundForms, row: ChangeRow | None, now: datetime
) -> tuple[Panel, ...]:
    recorded = {check.kind: check for check in case.checks.all()}
    waiting = {decision.check_kind: decision for decision in case.decisions.waiting().select_related("first_by")}
    required = [need.kind for need in subject.seen.required()]
    kinds = required + [CheckKind(kind) for kind in recorded if kind not in required]
    panels = []
    for number, kind in enumerate(kinds, 1):
        evidence, check = evidence_for(kind, subject), recorded.get(kind)
        pages = pages_for(case.provider, kind)
        form = bound.get(kind.value)
        form = form if isinstance(form, CheckForm) else _check_form(kind, case, subject, pages)
        implied = {} if kind in BY_MACHINE else implied_for(kind, subject, evidence, pages, now=now)
        failed = check is not None and check.result != CheckResult.PASS
        panels.append(
            Panel(
                number=number,
                kind=kind,
                required=kind in required,
                evidence=evidence,
                form=form,
                check=check,
                waiting=waiting.get(kind),
                may_propose=failed and kind in MAY_BE_OVERRIDDEN and kind not in waiting,
                why=_why_form(f"why-{kind}", case, bound),
                is_last=row is not None and {blocker.about for blocker in row.in_the_way} == {kind.value},
                implied=implied,
                says=implied_words(kind, subject, implied, form),
                today=subject.today,
            )
        )
    return tuple(panels)


def _check_form(kind: CheckKind, case: ScreeningCase, subject: BenchSubject, pages: list[SourcePage]) -> CheckForm:
    return CheckForm(initial={"revision": case.revision}, kind=kind.value, papers=subject.papers(kind), pages=pages)


def _why_form(name: str, case: ScreeningCase, bound: BoundForms) -> ExceptionForm:
    if isinstance(form := bound.get(name), ExceptionForm):
        return form
    return ExceptionForm(initial={"revision": case.revision}, auto_id=f"{name}-%s")


def _license_form(license: License, case: ScreeningCase, bound: BoundForms) -> LicenseCheckForm:
    name = f"license-{license.pk}"
    if isinstance(form := bound.get(name), LicenseCheckForm):
        return form
    return LicenseCheckForm(initial={"revision": case.revision}, prefix=name)


def _neighbor(case: ScreeningCase, *, forward: bool) -> int | None:
    """The case after or before this one in the queue's order."""
    if case.due_at is None:
        return None
    others = ScreeningCase.objects.filter(status__in=["sent", "in_review"]).exclude(pk=case.pk)
    if forward:
        later = others.filter(Q(due_at__gt=case.due_at) | Q(due_at=case.due_at, pk__gt=case.pk))
        return later.order_by("due_at", "pk").values_list("pk", flat=True).first()
    earlier = others.filter(Q(due_at__lt=case.due_at) | Q(due_at=case.due_at, pk__lt=case.pk))
    return earlier.order_by("-due_at", "-pk").values_list("pk", flat=True).first()
