"""Calls that the OpenAPI file allows and that it forbids, some sixty of the 5,000 of `make fuzz-api`."""

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from benchmarks.api_fuzz import fuzz

pytest.importorskip("schemathesis", reason="needs schemathesis, of the development requirements")


@pytest.fixture
def one_connection() -> Iterator[None]:
    """That of the test, as Django's own client keeps it: the calls come in by WSGI, past that client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
def test_no_call_right_or_wrong_gets_what_the_file_does_not_say(published, one_connection):
    """The same calls each time. What is not allowed raises, with the call."""
    statuses = fuzz(60)

    assert 60 <= statuses.total() < 100
    assert min(statuses[200], statuses[400], statuses[404]) > 5, "all sorts of answers were met"
