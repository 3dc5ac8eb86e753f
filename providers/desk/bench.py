"""What the bench shows: one panel a check, the documents, the licenses, and what stands against approval."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from caarisma.accounts.models import User
from providers.desk.evidence import Evidence, Subject, evidence_for, subject_of
from providers.desk.forms import CheckForm, ExceptionForm, LicenseForm
from providers.desk.wording import blocker_words, proposal_words
from providers.enums import MAY_BE_OVERRIDDEN, CheckKind, CheckResult, EventKind
from providers.models import (
    CaseEvent,
    Document,
    License,
    ProposedChange,
    ScreeningCase,
    ScreeningCheck,
    TwoPersonDecision,
)
from providers.services.case_decisions import blockers_of, required_for
from providers.services.case_parts import is_claimed


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One check: evidence, form, and what was recorded."""

    number: int
    kind: CheckKind
    required: bool
    evidence: Evidence
    form: CheckForm
    check: ScreeningCheck | None
    waiting: TwoPersonDecision | None
    may_propose: bool
    why: ExceptionForm

    @property
    def label(self) -> str:
        return str(self.kind.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    case: ScreeningCase
    panels: tuple[Panel, ...]
    licenses: tuple[tuple[License, LicenseForm], ...]
    documents: tuple[Document, ...]
    blockers: tuple[str, ...]
    changes: tuple[CaseEvent, ...]  # by the provider, since the case came to the desk
    proposed: tuple[str, ...]  # changes that an approval carries out
    history: tuple[CaseEvent, ...]
    mine: bool
    held_by: User | None
    next_id: int | None
    previous_id: int | None


BoundForms = Mapping[str, CheckForm | LicenseForm | ExceptionForm]


def bench_for(case: ScreeningCase, *, user: User, now: datetime, bound: BoundForms | None = None) -> Bench:
    """`bound`: forms with errors, by check kind, "license-<id>" or "why-<kind>", shown in place of fresh ones."""
    bound = bound or {}
    subject = subject_of(case, now=now)
    history = tuple(case.events.select_related("by").order_by("pk"))
    held = is_claimed(case, now=now)
    return Bench(
        case=case,
        panels=_panels(case, subject, bound, now),
        licenses=tuple((license, _license_form(license, case, bound)) for license in subject.licenses),
        documents=tuple(Document.objects.held().filter(Q(case=case) | Q(provider=case.provider_id)).order_by("pk")),
        blockers=tuple(blocker_words(blocker) for blocker in blockers_of(case, now=now)),
        changes=tuple(
            event for event in history if event.kind == EventKind.CHANGED and case.sent_at and event.at >= case.sent_at
        ),
        proposed=tuple(
            proposal_words(change) for change in ProposedChange.objects.open().filter(provider=case.provider_id)
        ),
        history=history[::-1],
        mine=case.owner_id == user.pk and case.status == "in_review",
        held_by=case.owner if held and case.owner_id != user.pk else None,
        next_id=_neighbor(case, forward=True),
        previous_id=_neighbor(case, forward=False),
    )


def _panels(case: ScreeningCase, subject: Subject, bound: BoundForms, now: datetime) -> tuple[Panel, ...]:
    recorded = {check.kind: check for check in case.checks.select_related("verified_by")}
    waiting = {decision.check_kind: decision for decision in case.decisions.waiting().select_related("first_by")}
    required = [need.kind for need in required_for(case, now=now)]
    kinds = required + [CheckKind(kind) for kind in recorded if kind not in required]
    panels = []
    for number, kind in enumerate(kinds, 1):
        evidence, check = evidence_for(kind, subject), recorded.get(kind)
        form = bound.get(kind.value)
        failed = check is not None and check.result != CheckResult.PASS
        panels.append(
            Panel(
                number=number,
                kind=kind,
                required=kind in required,
                evidence=evidence,
                form=form if isinstance(form, CheckForm) else _check_form(kind, case, check, evidence, subject),
                check=check,
                waiting=waiting.get(kind),
                may_propose=failed and kind in MAY_BE_OVERRIDDEN and kind not in waiting,
                why=_why_form(kind, case, bound),
            )
        )
    return tuple(panels)


def _check_form(
    kind: CheckKind, case: ScreeningCase, check: ScreeningCheck | None, evidence: Evidence, subject: Subject
) -> CheckForm:
    """What was recorded, or where to begin."""
    initial = {
        "revision": case.revision,
        "result": check.result if check else "",
        "finding": check.finding if check else "",
        "source": check.source if check else evidence.source,
        "reference": check.reference if check else evidence.reference,
        "report_date": check.report_date if check else subject.today,
        "good_until": check.good_until if check else evidence.ends_on,
        "note": check.note if check else "",
    }
    return CheckForm(initial=initial, prefix=kind.value)


def _why_form(kind: CheckKind, case: ScreeningCase, bound: BoundForms) -> ExceptionForm:
    name = f"why-{kind}"
    if isinstance(form := bound.get(name), ExceptionForm):
        return form
    return ExceptionForm(initial={"revision": case.revision}, auto_id=f"{name}-%s")


def _license_form(license: License, case: ScreeningCase, bound: BoundForms) -> LicenseForm:
    name = f"license-{license.pk}"
    if isinstance(form := bound.get(name), LicenseForm):
        return form
    initial = {
        "revision": case.revision,
        "status": license.status,
        "expires_on": license.expires_on,
        "source": license.source,
    }
    return LicenseForm(initial=initial, prefix=name)


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
