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
from tests.factories.products import make_product, show_fat_uses
from tests.factories.providers import make_listed_location
from tests.factories.treatments import make_area_concern
from treatments.models import AreaConcern, Concern
from treatments.products.enums import ProductStatus

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
    return list_of_thirty(now)


@pytest.fixture
def noted_list(now) -> Intake:
    """Of shots for fat: each card names the product and what the FDA says of it."""
    show_fat_uses()
    pair = make_area_concern("face", "fat-pads")
    Concern.objects.filter(pk=pair.concern_id).update(needs_fda_note=True)
    make_product("Slimline", ProductStatus.NOT_APPROVED, words_en="Not made for this use.")
    return list_of_thirty(now, pair=AreaConcern.objects.get(pk=pair.pk), concerns=("fat-pads",))


def list_of_thirty(now, *, pair: AreaConcern | None = None, **asked) -> Intake:
    for number in range(30):
        make_listed_location(
            now=now,
            area_concerns=[pair] if pair else None,
            price=150 + number,
            latitude=37.8088 + number * A_MILE / 3,
            first_visit_fee=60,
            next_opening_at=now + timedelta(days=number + 1),
            hours_confirmed_on=now.date(),
        )
    intake = make_intake(now=now, radius_miles=15, **asked)
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
    assert len(asked) <= 8, "\n".join(query["sql"][:110] + "..." + query["sql"][-60:] for query in asked)
    assert elements_in(text) <= elements
    assert weight is None or len(gzip.compress(html)) <= weight


@pytest.mark.parametrize(("query", "cards", "elements"), [("", 10, 900), ("?show=all", 30, 2_000)])
def test_naming_products_costs_no_query(client, noted_list, settings, query, cards, elements):
    """Products and the note are read once a minute."""
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": f"budget{query}"}
    settings.CACHES = settings.CACHES | {"pages": memory}
    own(client, noted_list)
    address = noted_list.get_absolute_url() + query
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        text = client.get(address).content.decode()

    assert text.count('class="compare-box"') == cards
    assert text.count("Not made for this use") == cards
    assert len(asked) <= 8, "\n".join(query["sql"][:110] + "..." + query["sql"][-60:] for query in asked)
    assert elements_in(text) <= elements
