"""How much a list may weigh: elements, bytes, queries. A phone pays for each."""

import gzip
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.search.enums import FinishedBy
from matching.search.models import Intake
from matching.search.services.jobs import finish_match_job
from tests.factories.matching import make_intake, own
from tests.factories.providers import make_listed_location

pytestmark = pytest.mark.django_db

A_MILE = 0.0145


class Counter(HTMLParser):
    elements = 0

    def handle_starttag(self, tag, attrs):
        self.elements += 1


def elements_in(html: str) -> int:
    counter = Counter()
    counter.feed(html)
    return counter.elements


@pytest.fixture
def long_list(now) -> Intake:
    for number in range(30):
        make_listed_location(
            now=now,
            price=150 + number,
            latitude=37.8088 + number * A_MILE / 3,
            first_visit_fee=60,
            next_opening_at=now + timedelta(days=number + 1),
            hours_confirmed_on=now.date(),
        )
    intake = make_intake(now=now, radius_miles=15)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    return Intake.objects.get(pk=intake.pk)


@pytest.mark.parametrize(
    ("query", "cards", "elements", "weight"), [("", 10, 900, 12_000), ("?show=all", 30, 2_000, None)]
)
def test_what_a_list_weighs(client, long_list, query, cards, elements, weight):
    own(client, long_list)
    address = long_list.get_absolute_url() + query
    client.get(address)  # the second look: statements are prepared, the session remembers the list
    with CaptureQueriesContext(connection) as asked:
        html = client.get(address).content

    text = html.decode()
    assert text.count('class="compare-box"') == cards
    assert len(asked) <= 8, "\n".join(query["sql"][:200] for query in asked)
    assert elements_in(text) <= elements
    assert weight is None or len(gzip.compress(html)) <= weight
