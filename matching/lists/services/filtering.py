"""Give answers anew where the list is: the same list, made again, and the change can be undone like any other.

Under the lock of the job, as all changes: of two tabs that each take something away, both take it away.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from matching.lists.chips import PRICE, SLOT, WISH
from matching.lists.services.relaxing import change_fields, field_of, lock_job, write_fields
from matching.search.answers import Answers
from matching.search.enums import MattersMost
from matching.search.models import Intake
from matching.search.services.intake import require_pairs
from matching.search.services.jobs import set_pending
from providers.directory.geocoding.zip_codes import zip_place


class AnswersMovedOn(UserFacingError):
    """They were changed since the page was made, in another tab say."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Your answers were changed in another tab. Look at them below, then save again."))


def version_of(intake: Intake) -> str:
    """Of its answers, so that a page can say which it shows."""
    return intake.updated_at.isoformat()


@transaction.atomic
def remove_filter(*, intake_id: int, code: str, now: datetime) -> None:
    """Take one answer away, by the code of its chip. What is gone already, by a second click say, stays gone.

    MatchJob.DoesNotExist without an intake.
    """
    job = lock_job(intake_id)
    if after := _without(job.intake, code):
        change_fields(job, after, now)


@transaction.atomic
def choose_what_matters_most(*, intake_id: int, choice: MattersMost | None, now: datetime) -> None:
    """Order the same list anew; None: all the same. No change to be undone: it lets nobody in or out, and the choice
    is taken back where it is made.

    MatchJob.DoesNotExist without an intake.
    """
    job = lock_job(intake_id)
    wanted = choice.value if choice else ""
    if job.intake.matters_most != wanted:
        write_fields(job.intake, {"matters_most": wanted})
        set_pending(job, now)


@transaction.atomic
def change_answers(*, intake_id: int, answers: Answers, version: str, now: datetime) -> bool:
    """Put these answers in place of the present ones. Whether that changed any.

    Raises AnswersMovedOn when they are not those of `version` any more, UnknownZipError, and UserFacingError for areas
    and concerns that do not go together.
    """
    place = zip_place(answers.zip_code or "")
    require_pairs(set(answers.areas or ()), set(answers.concerns or ()))
    job = lock_job(intake_id)
    if version_of(job.intake) != version:
        raise AnswersMovedOn
    given: dict[str, Any] = {
        "areas": sorted(answers.areas or ()),
        "concerns": sorted(answers.concerns or ()),
        "zip_code": place.zip_code,
        "latitude": place.latitude,
        "longitude": place.longitude,
        **answers.columns(),
    }
    if job.intake.zip_code == place.zip_code:  # it stays where it was, also if the table knows better by now
        del given["latitude"], given["longitude"]
    after = {name: value for name, value in given.items() if field_of(job.intake, name) != value}
    if not after:
        return False
    if {"areas", "concerns"} & after.keys():  # one is written with the other
        after |= {name: given[name] for name in ("areas", "concerns")}
    change_fields(job, after, now)
    return True


def _without(intake: Intake, code: str) -> Mapping[str, Any]:
    """The fields that change; none for what the intake does not ask for."""
    kind = next((kind for kind in (SLOT, WISH) if code.startswith(kind)), code)
    name = code.removeprefix(kind)
    if kind == PRICE and intake.max_price is not None:
        return {"max_price": None}
    if kind == SLOT and name in intake.slots:
        left = [slot for slot in intake.slots if slot != name]
        return {"slots": left, "slots_required": intake.slots_required and bool(left)}
    held = next((field for field in ("wishes", "musts") if kind == WISH and name in getattr(intake, field)), None)
    return {held: [wish for wish in getattr(intake, held) if wish != name]} if held else {}
