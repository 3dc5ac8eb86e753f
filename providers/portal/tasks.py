"""What a provider does before sending: one list, any order, each saved by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers.portal.standing import Standing
from providers.screening.enums import CaseReason, CheckKind

Judge = Callable[[Standing], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    slug: str
    title: Promise
    minutes: int
    done: Judge
    begun: Judge = lambda standing: False
    needed: Judge = lambda standing: True
    reasons: frozenset[str] = frozenset()  # of "more needed" that are answered here

    @property
    def url(self) -> str:
        return reverse(f"provider:{self.slug}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One line of the list. `state` is plain text; only what can be started has a link."""

    task: Task
    done: bool
    state: str
    kind: str  # of the tag: "", plain, soon, late
    url: str


def _license_done(standing: Standing) -> bool:
    """One with its end date is of the state of each place that can be listed, if places are known."""
    complete = [license for license in standing.open_licenses if license.expires_on]
    states = {license.state for license in complete}
    covered = all(place.state in states for place in standing.open_places)
    return bool(complete) and covered and not standing.needs_license_photo


def _place_done(standing: Standing) -> bool:
    places = standing.open_places
    return bool(places) and all(place.clinic_name and place.phone for place in places)


def _each_place(has: Callable[..., bool]) -> Judge:
    return lambda standing: bool(standing.open_places) and all(has(place) for place in standing.open_places)


TASKS: Final = (
    Task(
        slug="details",
        title=gettext_lazy("Check your details"),
        minutes=2,
        done=lambda standing: standing.statement.details_confirmed_at is not None,
        reasons=frozenset({CaseReason.NAME_DIFFERS, CaseReason.NPI}),
    ),
    Task(
        slug="names",
        title=gettext_lazy("Your birth year and former names"),
        minutes=1,
        done=lambda standing: standing.provider.birth_year is not None,
    ),
    Task(
        slug="attestation",
        title=gettext_lazy("Answer questions about your record"),
        minutes=2,
        done=lambda standing: standing.attested,
    ),
    Task(
        slug="identity",
        title=gettext_lazy("Show your photo ID"),
        minutes=2,
        done=lambda standing: (
            standing.has(CheckKind.IDENTITY) or (standing.approved is not None and not standing.unproven)
        ),
        reasons=frozenset({CaseReason.IDENTITY}),
    ),
    Task(
        slug="places",
        title=gettext_lazy("Add where you work"),
        minutes=3,
        done=_place_done,
        begun=lambda standing: bool(standing.places),
        reasons=frozenset({CaseReason.PLACE}),
    ),
    Task(
        slug="licenses",
        title=gettext_lazy("Add your license"),
        minutes=3,
        done=_license_done,
        begun=lambda standing: bool(standing.licenses),
        reasons=frozenset(
            {
                CaseReason.LICENSE_NOT_FOUND,
                CaseReason.LICENSE_NOT_ACTIVE,
                CaseReason.LICENSE_LIMITED,
                CaseReason.SCOPE,
                CaseReason.SCOPE_UNREAD,
                CaseReason.UNREADABLE,
            }
        ),
    ),
    Task(
        slug="supervisor",
        title=gettext_lazy("Say who supervises you"),
        minutes=2,
        done=lambda standing: bool(standing.states) and not standing.unsupervised_states,
        begun=lambda standing: bool(standing.supervisions),
        needed=lambda standing: standing.needs_supervisor,
        reasons=frozenset({CaseReason.SUPERVISOR}),
    ),
    Task(
        slug="insurance",
        title=gettext_lazy("Add your insurance"),
        minutes=2,
        done=lambda standing: bool(standing.statement.insurance_ends_on) and standing.has(CheckKind.INSURANCE),
        begun=lambda standing: bool(standing.statement.insurer),
        reasons=frozenset({CaseReason.INSURANCE}),
    ),
    Task(
        slug="board",
        title=gettext_lazy("Say if you are board certified"),
        minutes=1,
        done=lambda standing: standing.statement.claims_board is not None and not standing.needs_a_board,
        reasons=frozenset({CaseReason.BOARD}),
    ),
    Task(
        slug="prices",
        title=gettext_lazy("Set what you treat and your prices"),
        minutes=5,
        done=_each_place(lambda place: bool(place.offerings.all())),
        begun=lambda standing: any(place.offerings.all() for place in standing.places),
    ),
    Task(
        slug="products",
        title=gettext_lazy("Name the product for fat or cellulite"),
        minutes=2,
        done=lambda standing: standing.statement.names_product,
        needed=lambda standing: standing.treats_small_fat,
        reasons=frozenset({CaseReason.PRODUCTS}),
    ),
    Task(
        slug="hours",
        title=gettext_lazy("Set your hours and next free time"),
        minutes=2,
        done=_each_place(lambda place: bool(place.hours.all())),
        begun=lambda standing: any(place.hours.all() for place in standing.places),
    ),
)
NEED_A_PLACE: Final = frozenset({"prices", "hours"})


def task_lines(standing: Standing) -> list[TaskLine]:
    return [_line(task, standing) for task in TASKS if task.needed(standing)]


def _line(task: Task, standing: Standing) -> TaskLine:
    done = task.done(standing)
    can_start = bool(standing.places) or task.slug not in NEED_A_PLACE
    if standing.asked and standing.case and task.reasons & set(standing.case.reasons):
        state, kind = _("We need more"), "late"
    elif done:
        state, kind = _("Done"), ""
    elif not can_start:
        state, kind = _("Add a place first"), "plain"
    elif task.begun(standing):
        state, kind = _("In progress"), "soon"
    else:
        state, kind = _("Not started"), "plain"
    return TaskLine(task=task, done=done, state=state, kind=kind, url=task.url if can_start else "")


def minutes_left(lines: list[TaskLine]) -> int:
    return sum(line.task.minutes for line in lines if not line.done)
