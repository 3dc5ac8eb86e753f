"""How fast each clinic answers, written beside the directory: cards read it there and need not count requests."""

from datetime import datetime
from typing import Final

from django.db import transaction

from matching.consultations.answer_times import answer_times, owed_answers
from providers.directory.models import AnswerRecord

AT_A_TIME: Final = 500  # clinics whose requests are in memory at once


def measure_answers(*, now: datetime) -> int:
    """A chore. Returns of how many it is known; who has too few requests by now is unknown again."""
    asked = owed_answers(now).order_by("provider").values_list("provider", flat=True).distinct()
    providers = list(asked)
    measured = sum(_measure(providers[at : at + AT_A_TIME], now=now) for at in range(0, len(providers), AT_A_TIME))
    AnswerRecord.objects.filter(measured_at__lt=now).delete()
    return measured


@transaction.atomic
def _measure(provider_ids: list[int], *, now: datetime) -> int:
    known = {pk: time for pk, time in answer_times(provider_ids, now=now).items() if time.is_known}
    rows = [
        AnswerRecord(provider_id=pk, asked=time.asked, in_time=time.in_time, days=time.days, measured_at=now)
        for pk, time in known.items()
    ]
    fields = ["asked", "in_time", "days", "measured_at"]
    AnswerRecord.objects.bulk_create(rows, update_conflicts=True, unique_fields=["provider"], update_fields=fields)
    return len(rows)
