"""What comes damaged is answered in words, whatever is wrong with it, and no log line names an address."""

import io
import logging

import pytest
from django.test import Client
from gunicorn.config import Config

from caarisma.site.server_log import WithoutAddresses

STRANGE = "multipart/form-data"  # and no word of what stands between its parts


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/find/", "/accounts/login/", "/admin/login/", "/matches/abc/relax/", "/nowhere/"])
def test_a_form_that_cannot_be_read_is_told_so(path):
    client = Client(enforce_csrf_checks=True)  # it is the check of the form's token that reads the form first
    client.get("/find/")

    response = client.post(path, data=b"a=b", content_type=STRANGE)

    assert response.status_code in (400, 404)
    assert "</html>" in response.content.decode()


@pytest.fixture
def log() -> tuple[WithoutAddresses, io.StringIO]:
    log, written = WithoutAddresses(Config()), io.StringIO()
    log.error_log = logging.getLogger("tests.gunicorn")
    log.error_log.handlers, log.error_log.propagate = [logging.StreamHandler(written)], False
    return log, written


def test_the_server_names_the_fault_and_not_the_address(log):
    log, written = log
    try:
        raise ValueError("97401")
    except ValueError:
        log.exception("Error handling request %s %s", "GET", "/matches/the-key/")

    assert written.getvalue() == "Error handling a request: ValueError\n"


def test_the_server_does_not_quote_what_is_no_request(log):
    log, written = log

    log.warning("Invalid request from ip=127.0.0.1: Invalid Request Line 'GET /matches/the-key/ HTTP'")

    assert written.getvalue() == "Invalid request from ip=127.0.0.1\n"


def test_other_faults_keep_their_trace(log):
    log, written = log
    try:
        raise ValueError("no such module")
    except ValueError:
        log.exception("Exception in worker process")

    assert "no such module" in written.getvalue()
