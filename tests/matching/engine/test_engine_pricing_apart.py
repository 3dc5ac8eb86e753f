"""Planning clusters of areas apart gives the same plan as comparing all plans at once, with far fewer of them."""

from collections import defaultdict
from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from matching.engine import Service, Terms, quote
from matching.engine.pricing import session_price
from matching.engine.requirements import apart, fewest_areas, ways
from tests.matching.engine.engine_strategies import GOOD, SEARCH

SERVICES = [Service(code, area, concern) for code, (area, concern) in enumerate(product("abcd", "wxyz"), 1)]
TERMS = st.builds(Terms, price=st.sampled_from([100, 150, 200]), sessions_done=st.sampled_from([0, 5, 9]))


def grouped(services, by):
    """Groups as the intake makes them: by area, by concern, by both, or all in one."""
    groups = defaultdict(set)
    for service in services:
        groups[tuple(getattr(service, name) for name in by)].add(service)
    return tuple(frozenset(group) for group in groups.values())


@st.composite
def groups(draw):
    services = draw(st.lists(st.sampled_from(SERVICES), min_size=1, max_size=9, unique=True))
    return grouped(services, draw(st.sampled_from([(), ("area",), ("concern",), ("area", "concern")])))


def plan_of_all_plans(groups, terms):
    """The rule as it is told: every plan, cheapest, then most experienced, then lowest codes."""
    offered = [[service for service in group if service.code in terms] for group in groups]
    plans = [
        (
            session_price(plan, terms),
            -min(terms[service.code].sessions_done for service in plan),
            tuple(sorted({service.code for service in plan})),
        )
        for plan in product(*offered)
    ]
    return min(plans, default=None)


@given(groups(), st.dictionaries(st.integers(1, len(SERVICES)), TERMS))
def test_the_plan_is_the_best_of_all_plans(groups, terms):
    quoted = quote(replace(SEARCH, groups=groups), replace(GOOD, terms=terms))

    found = quoted and (quoted.session, -quoted.sessions_done, quoted.services)
    assert found == plan_of_all_plans(groups, terms)


@given(groups())
def test_clusters_hold_every_group_once_and_share_no_area(groups):
    clusters = apart(groups)
    areas = [{service.area for group in cluster for service in group} for cluster in clusters]

    assert sorted(map(sorted, groups)) == sorted(sorted(group) for cluster in clusters for group in cluster)
    assert sum(map(len, areas)) == len(set().union(*areas))


@given(groups())
def test_the_fewest_areas_are_those_of_the_best_plan(groups):
    assert fewest_areas(groups) == min(len({service.area for service in plan}) for plan in product(*groups))


def test_areas_without_a_concern_are_small_questions():
    assert ways(grouped(SERVICES, ("area",))) == 4
    assert ways(grouped(SERVICES, ("concern",))) == 4**4
