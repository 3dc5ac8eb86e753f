"""Rank all open intakes anew when the weights change. Safe to stop and run again: who is done has the new version."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import F, Q
from django.db.models.functions import Floor
from django.utils import timezone

from matching.search.enums import FinishedBy, JobState
from matching.search.models import Intake, MatchJob
from matching.search.services.jobs import finish_match_job, rank_anew_behind

BANDS_PER_DEGREE = 10  # as the index sorts its rows, so that neighbors read the same ones


def outdated(*, weights_version: str, now: datetime) -> list[int]:
    """Open intakes whose list was made with other weights, neighbors next to each other. Those that a run which was
    stopped has put back and not yet ranked are among them."""
    stale = Q(job__state=JobState.DONE) | Q(job__state=JobState.PENDING, job__kept_list_at__isnull=False)
    intakes = Intake.objects.alive(on=now).filter(stale).exclude(job__weights_version=weights_version)
    band = Floor(F("latitude") * BANDS_PER_DEGREE)
    return list(intakes.order_by(band, "longitude", "pk").values_list("pk", flat=True))


def rerank(*, intake_ids: Sequence[int], weights_version: str) -> Iterator[int]:
    """Rank a chunk anew, one intake after the other, in their order, and give each when it is done with. Those that
    have the version are passed over. Who stops asking for more leaves the rest to the workers, old lists shown.
    """
    stale = MatchJob.objects.filter(intake__in=intake_ids).exclude(weights_version=weights_version)
    jobs = dict(stale.values_list("intake_id", "pk"))
    rank_anew_behind(intake_ids=list(jobs), now=timezone.now(), unless_with=weights_version)
    for intake_id in intake_ids:
        if intake_id in jobs:
            finish_match_job(job_id=jobs[intake_id], by=FinishedBy.COMMAND, now=timezone.now())
        yield intake_id
