"""Taking a tick back: the clinic reads it no more. It may have read it by then, which the page says."""

from collections.abc import Collection
from datetime import datetime

from matching.consultations.errors import RequestGone
from matching.consultations.models import SharedFact
from matching.consultations.steps.locking import of_patient
from matching.consultations.steps.refusals import one_step


@one_step
def hide_fact(*, request_id: int, fact_id: int, by: Collection[int], now: datetime) -> SharedFact:
    request = of_patient(request_id, by)
    fact = request.facts.filter(pk=fact_id).first()
    if fact is None:
        raise RequestGone
    fact.hidden_at = fact.hidden_at or now
    fact.save(update_fields=["hidden_at"])
    return fact
