"""The last word on who may be shown: SQL on the truth, asked at the moment of showing.

A stored match says who fitted when it was ranked. A license can be revoked a minute later, so whoever shows, mails or
exports providers asks here first. Fails closed: a database that does not answer raises, and nobody is admitted.
"""

from collections.abc import Iterable
from datetime import datetime

from providers.models import PracticeLocation


def admitted(location_ids: Iterable[int], *, now: datetime) -> frozenset[int]:
    """Those of the locations that are listed and accept patients at the instant `now` (aware). One query."""
    asked = list(location_ids)
    if not asked:
        return frozenset()
    listed = PracticeLocation.objects.listed(on=now).filter(accepting_patients=True, pk__in=asked)
    return frozenset(listed.order_by().values_list("pk", flat=True))
