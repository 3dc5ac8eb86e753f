"""What is asked, in the form that SQL can answer: parts whose prices add up."""

from typing import NamedTuple

from matching.engine import Requirements
from matching.engine.requirements import apart


class Cluster(NamedTuple):
    """Services that share a price.

    All needed (concerns of one area): a session costs the dearest. A choice (an area or a concern alone): the cheapest.
    """

    codes: tuple[int, ...]
    choice: bool


def clusters_of(requirements: Requirements) -> list[Cluster]:
    """Raises ValueError for several groups with a choice that share areas: see benchmarks/intakes.py."""
    return [_cluster(groups) for groups in apart(requirements.groups)]


def _cluster(groups: tuple[frozenset, ...]) -> Cluster:
    if len(groups) == 1:
        return Cluster(tuple(sorted(service.code for service in groups[0])), choice=len(groups[0]) > 1)
    services = [service for group in groups for service in group]
    if len(services) > len(groups) or len({service.area for service in services}) > 1:
        raise ValueError("several concerns with no area are a search over plans")
    return Cluster(tuple(sorted(service.code for service in services)), choice=False)
