"""Logs hold ids and counts, never what a person typed."""

import json
import logging

from django.test import RequestFactory

from caarisma.common.logs import JsonFormatter


def line(message: str = "request", *, error: BaseException | None = None, **extra: object) -> dict[str, object]:
    trace = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("caarisma", logging.INFO, __file__, 1, message, (), trace)
    record.__dict__.update(extra)
    return json.loads(JsonFormatter().format(record))


def test_allowed_facts_are_logged():
    assert line(status=200, route="find/", ms=12)["route"] == "find/"


def test_what_is_not_on_the_list_is_left_out():
    assert "zip_code" not in line(zip_code="94612")


def test_an_exception_is_told_by_type_and_place_without_its_text():
    try:
        raise ValueError("Key (email)=(ana@example.com) already exists")
    except ValueError as raised:
        logged = line("failed", error=raised)

    assert logged["exception"] == "ValueError"
    assert logged["where"]
    assert "ana@example.com" not in json.dumps(logged)


def test_an_address_with_a_token_is_told_by_its_route():
    """Django's own line about a failed request quotes the path, and with it the token that opens the list."""
    request = RequestFactory().get("/matches/a-secret-token/")

    logged = line("Internal Server Error: /matches/a-secret-token/", request=request, status_code=500)

    assert "a-secret-token" not in json.dumps(logged)
    assert "500" in str(logged["message"])


def test_a_method_that_somebody_invented_is_not_told(client, caplog):
    with caplog.at_level(logging.INFO):
        client.generic("SCARS-94612", "/robots.txt")

    (told,) = (record for record in caplog.records if record.name == "caarisma.requests")
    assert told.method == "other"
