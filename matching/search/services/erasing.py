"""Delete what a person told us, because they ask for it."""

from django.db import transaction

from matching.search.models import Intake, MatchJob


@transaction.atomic
def erase_intake(*, intake_id: int) -> bool:
    """Delete an intake with its health answers, job, matches and changes. False when it is gone already.

    The job is locked first, as everyone does who works on an intake: a ranking that is under way ends before, and one
    that comes after finds nothing. With the intake first, both would wait for each other.
    """
    list(MatchJob.objects.select_for_update().filter(intake=intake_id))
    intake = Intake.objects.select_for_update(of=("self",)).filter(pk=intake_id).first()
    if intake is None:
        return False
    intake.delete()
    return True
