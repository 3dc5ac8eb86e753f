"""Lists under the account of the demonstration's patient, in each state in which a list may stand."""

from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from matching.lists.services.owning import share_list
from matching.search.drafts import Draft
from matching.search.enums import FinishedBy
from matching.search.health.told import HealthTold
from matching.search.models import Intake
from matching.search.ownership import Owner, lists_of
from matching.search.services.intake import submit_intake
from matching.search.services.jobs import finish_match_job
from providers.demo.logins import email_of
from treatments.health_gate_file import current_gate

USUAL: Final[dict[str, Any]] = {
    "areas": ("face",),
    "concerns": ("fine-lines",),
    "zip_code": "94612",
    "radius_miles": 25,
}
SEARCHES: Final[tuple[dict[str, Any], ...]] = (
    {"radius_miles": 5, "max_price": 220, "musts": ("speaks:es",)},  # short, with some who almost fit
    {"max_price": 60},  # nobody: the price
    {"zip_code": "99723", "radius_miles": 15},  # nobody near: Utqiagvik in Alaska
    {"areas": ("stomach",), "concerns": ("fat-pads",)},  # held back until two medical directors sign
)
TICKED: Final = ("diabetes",)  # with the list that is long, shared and shows what to ask a doctor


def make_demo_searches(*, now: datetime) -> int:
    """Once, and again when the lists have ended. Returns how many were made."""
    patient = User.objects.get(email=email_of("patient"))
    if lists_of(Owner(patient)).alive(on=now).exclude(share_token=None).exists():
        return 0
    told = HealthTold(ticked=TICKED, version=current_gate().version, agreed_at=now)
    made = [_made(patient, asked, now=now) for asked in SEARCHES]
    if long := _made(patient, {}, now=now, health=told):
        share_list(intake_id=long.pk, now=now)
    return sum(intake is not None for intake in (*made, long))


def _made(patient: User, asked: dict[str, Any], *, now: datetime, health: HealthTold | None = None) -> Intake | None:
    """None where the catalog has nothing of the kind."""
    answers = Draft(form_key=str(uuid4()), price_answered=True, slots=(), wishes=(), **USUAL | asked)
    try:
        intake = submit_intake(answers=answers, owner=Owner(patient), health=health, now=now)
    except UserFacingError:
        return None
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.PAGE, now=now)
    return intake
