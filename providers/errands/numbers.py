"""A member of staff has the registry asked about the number of the case on the bench."""

from datetime import datetime

from providers.errands.models import Errand
from providers.vetting.registry.npi_asking import ask_registry


def ask_for_case(errand: Errand, *, now: datetime) -> str:
    """What the machine compared, as codes. The check itself is recorded."""
    assert errand.case_id is not None
    verdicts = ask_registry(case_id=errand.case_id, by=errand.asked_by, now=now, revision=errand.revision)
    return " ".join(f"{verdict.field}:{verdict.code}" for verdict in verdicts)
