"""Delete what a person told us, because they ask for it."""

from django.db import transaction

from matching.models import Intake


@transaction.atomic
def erase_intake(*, intake_id: int) -> bool:
    """Delete an intake with its health answers, job, matches and changes. False when it is gone already.

    The row is locked first: a ranking that is under way ends before, and one that comes after finds nothing.
    """
    intake = Intake.objects.select_for_update(of=("self",)).filter(pk=intake_id).first()
    if intake is None:
        return False
    intake.delete()
    return True
