"""The visitor of the benchmarks and the drill answers the questions that the site asks now."""

from random import Random
from urllib.parse import urlsplit

import pytest

from benchmarks.visitor import Visitor
from tests.factories.catalog import fill_catalog

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]


def test_all_questions_are_answered(transactional_db, now, live_server):
    """A question that was added stopped `make bench-web` and `make drill`, and nobody saw it."""
    fill_catalog(now=now)
    visitor = Visitor(urlsplit(live_server.url).port, Random(1))

    visitor.answer_all()

    assert visitor.hidden, "so the page that shows all answers is open, with its form"
