"""The page of metrics, in the words of Prometheus: /health/metrics, for whoever has the token.

What the database knows is read when somebody asks (facts.py). What happened was counted by all processes of all
machines into one table (caarisma/common/tallies), so any web process may be asked, and two of them say the same.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.utils import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from caarisma.common.tallies.counting import BUCKETS
from caarisma.common.tallies.models import Tally
from caarisma.site.watching.facts import FACTS

log = logging.getLogger(__name__)

PREFIX: Final = "caarisma_"
Cells = Iterable[tuple[str, int, int, float]]  # labels, bucket, times, seconds


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """404 without the token, so that nobody learns that there is such a page. No session is read."""
    if not settings.METRICS_TOKEN or not constant_time_compare(_token(request), settings.METRICS_TOKEN):
        raise Http404
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Site())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _token(request: HttpRequest) -> str:
    kind, _blank, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


# --- What was counted -------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class TalliedMetric:
    """A name of the tallies, and what is told of it: how often, by all labels; how long, by some of them."""

    tally: str
    name: str
    told: str
    labels: tuple[str, ...]
    seconds: str = ""  # the name of that; "": not timed
    timed: tuple[str, ...] = ()


COUNTED: Final = (
    TalliedMetric(
        tally="request",
        name="requests",
        told="Requests",
        labels=("route", "method", "status"),
        seconds="request_seconds",
        timed=("route",),
    ),
    TalliedMetric(tally="task", name="tasks", told="Tasks of workers", labels=("task", "state")),
    TalliedMetric(tally="gate", name="gate_answers", told="Places about to be shown, by the gate", labels=("answer",)),
    TalliedMetric(
        tally="match",
        name="lists",
        told="Lists made",
        labels=("by", "list"),
        seconds="list_seconds",
        timed=("by", "list"),
    ),
)


def told_of(counted: TalliedMetric, cells: Sequence[tuple[str, int, int, float]]) -> Iterator[Metric]:
    times: defaultdict[tuple[str, ...], int] = defaultdict(int)
    buckets: defaultdict[tuple[str, ...], list[int]] = defaultdict(lambda: [0] * (len(BUCKETS) + 1))
    seconds: defaultdict[tuple[str, ...], float] = defaultdict(float)
    for labels, bucket, often, long in cells:
        values = tuple(labels.split(" "))
        if len(values) != len(counted.labels):
            continue  # of another release
        times[values] += often
        some = tuple(value for label, value in zip(counted.labels, values, strict=True) if label in counted.timed)
        buckets[some][bucket] += often
        seconds[some] += long
    family = CounterMetricFamily(PREFIX + counted.name, counted.told, labels=counted.labels)
    for values, often in sorted(times.items()):
        family.add_metric(values, often)
    yield family
    if counted.seconds:
        spread = HistogramMetricFamily(PREFIX + counted.seconds, "How long they took", labels=counted.timed)
        for values, counts in sorted(buckets.items()):
            ends = [*(str(end) for end in BUCKETS), "+Inf"]
            spread.add_metric(values, list(zip(ends, accumulate(counts), strict=True)), sum_value=seconds[values])
        yield spread


# --- All of it --------------------------------------------------------------------------------------------------------
class Site(Collector):
    def collect(self) -> Iterator[Metric]:
        up = self._is_up()
        yield GaugeMetricFamily(f"{PREFIX}database_up", "1: the database answers", value=up)
        if not up:
            return
        failed = []
        for fact in FACTS:
            family = GaugeMetricFamily(PREFIX + fact.name, fact.told, labels=fact.labels)
            try:
                for values, number in fact.read(timezone.now()):
                    family.add_metric(values, float(number))
            except Exception:  # one that cannot be read must hide no other
                log.exception("fact unread", extra={"task": fact.name})
                failed.append(fact.name)
            yield family
        unread = GaugeMetricFamily(f"{PREFIX}facts_unread", "Numbers of this page that could not be read")
        unread.add_metric((), len(failed))
        yield unread
        yield from self._counted()

    @staticmethod
    def _is_up() -> bool:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return False
        return True

    @staticmethod
    def _counted() -> Iterator[Metric]:
        cells: defaultdict[str, list[tuple[str, int, int, float]]] = defaultdict(list)
        rows = Tally.objects.values_list("name", "labels", "bucket", "times", "seconds")
        for name, labels, bucket, times, seconds in rows:
            cells[name].append((labels, bucket, times, seconds))
        for counted in COUNTED:
            yield from told_of(counted, cells[counted.tally])
