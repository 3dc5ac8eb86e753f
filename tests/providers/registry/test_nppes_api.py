"""The registry's client against a server on this machine: recorded answers, and every way in which it can fail."""

import json
import logging
from datetime import date

import pytest

from providers.directory.enums import Profession
from providers.directory.npi import npi_from_nine
from providers.registry.nppes_api import LONGEST_ANSWER, NoAnswerReason, NpiFound, NpiNotFound, NpiUnavailable, look_up
from tests.providers.registry.server import found, out_of_service, record

NPI = "1234567893"


def ask(npi: str = NPI):
    return look_up(npi, sleep=lambda _seconds: None)


# --- One number -----------------------------------------------------------------------------------------------------
def test_a_record_becomes_facts(registry):
    registry.answers[NPI] = found(NPI, middle_name="--", name_suffix="--")

    answer = ask()

    assert isinstance(answer, NpiFound)
    facts = answer.record
    assert (facts.npi, facts.is_person, facts.is_in_use) == (NPI, True, True)
    assert (facts.first_name, facts.middle_name, facts.last_name, facts.name_suffix) == ("Amara", "", "Osei", "")
    assert (facts.profession, facts.specialty) == (Profession.PHYSICIAN_MD, "Dermatologist")
    assert [(lead.state, lead.number) for lead in facts.licenses] == [("CA", "A123456")]
    assert (facts.practice.line1, facts.practice.zip_code) == ("1 Lakeside Dr", "94612")
    assert facts.updated_on == date(2026, 10, 1)
    assert registry.asked == [{"version": "2.1", "number": NPI}]


def test_a_number_that_nobody_holds_is_not_found(registry):
    assert ask() == NpiNotFound()


def test_a_number_out_of_service_is_not_found_and_says_so(registry):
    registry.answers[NPI] = out_of_service(NPI)

    assert ask() == NpiNotFound(deactivated=True)


def test_a_record_that_is_not_active_is_found_and_not_in_use(registry):
    registry.answers[NPI] = found(NPI, status="D")

    assert not ask().record.is_in_use


def test_a_number_that_cannot_be_is_not_sent(registry):
    assert ask("1234567890") == NpiNotFound()
    assert registry.asked == []


def test_somebody_elses_record_is_no_answer(registry):
    registry.answers[NPI] = found(npi_from_nine("199999999"))

    assert ask() == NpiNotFound()


# --- No answer ------------------------------------------------------------------------------------------------------
def test_without_an_address_nobody_is_asked(settings):
    settings.NPPES_API_URL = ""

    assert ask() == NpiUnavailable(NoAnswerReason.SWITCHED_OFF)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_registry_is_asked_again(registry, status):
    registry.answers[NPI] = found(NPI)
    registry.faults = [(status, b""), (status, b"")]
    pauses: list[float] = []

    answer = look_up(NPI, sleep=pauses.append)

    assert isinstance(answer, NpiFound)
    assert pauses == [0.5, 1.5]


def test_three_times_busy_is_no_answer(registry):
    registry.faults = [(503, b"")] * 3

    assert ask() == NpiUnavailable(NoAnswerReason.BUSY)
    assert len(registry.asked) == 3


def test_who_waits_for_a_page_asks_once(registry):
    registry.faults = [(503, b"")]

    assert look_up(NPI, attempts=1) == NpiUnavailable(NoAnswerReason.BUSY)
    assert len(registry.asked) == 1


@pytest.mark.parametrize("status", [302, 403, 404])
def test_a_refusal_or_a_redirect_is_not_asked_again(registry, status):
    registry.faults = [(status, b"")]

    assert ask() == NpiUnavailable(NoAnswerReason.REFUSED)
    assert len(registry.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"<html>down for maintenance</html>",
        b"",
        b"[]",
        b"null",
        b'{"result_count": 1}',
        b'{"results": null}',
        b'{"results": [1]}',
        b'{"results": [{"number": "1234567893"}]}',
        b'{"results": [{"number": "1", "basic": {}}]}',
        b'{"Errors": {"field": "number"}}',
        b'{"results": [{"number": "1234567893", "basic": {"first_name": ["x"]}}]}',
        b"[" * 100_000,
    ],
)
def test_an_answer_of_another_shape_is_no_answer(registry, body):
    registry.faults = [(200, body)]

    assert ask() == NpiUnavailable(NoAnswerReason.UNREADABLE)


def test_an_answer_that_does_not_end_is_cut_off(registry):
    registry.faults = [(200, b" " * (LONGEST_ANSWER + 1))]

    assert ask() == NpiUnavailable(NoAnswerReason.UNREADABLE)


def test_an_error_with_http_200_is_no_answer(registry):
    registry.answers[NPI] = {"Errors": [{"field": "generic", "number": "04", "description": "No valid search"}]}

    assert ask() == NpiUnavailable(NoAnswerReason.REFUSED)


def test_where_nobody_listens_there_is_no_answer(settings):
    settings.NPPES_API_URL = "http://127.0.0.1:9/"

    assert ask() == NpiUnavailable(NoAnswerReason.NO_CONNECTION)


def test_no_log_names_anybody(registry, caplog):
    caplog.set_level(logging.DEBUG, logger="providers")
    registry.answers[NPI] = {"results": [{**record(NPI), "basic": {"first_name": "AMARA", "status": ["A"]}}]}

    assert ask() == NpiUnavailable(NoAnswerReason.UNREADABLE)
    assert caplog.records
    assert not {"AMARA", NPI, "OSEI"} & {word for line in caplog.messages for word in line.split()}


# --- Recorded answers -----------------------------------------------------------------------------------------------
def test_recorded_answers_are_read_whole(registry, shared_data):
    pages = sorted((shared_data / "npi_api_v21").glob("*.json"))
    bodies = [json.loads(page.read_text()) for page in pages]
    results = [raw for body in bodies if isinstance(body, dict) for raw in body.get("results", [])]
    for raw in results:
        registry.answers[str(raw["number"])] = {"result_count": 1, "results": [raw]}

    answers = {npi: ask(npi) for npi in registry.answers}

    assert len(answers) > 200
    assert all(isinstance(answer, NpiFound) and answer.record.is_in_use for answer in answers.values())
    people = [answer.record for answer in answers.values() if answer.record.is_person]
    assert all(facts.last_name and facts.updated_on and "--" not in facts.name_suffix for facts in people)
    assert sum(bool(facts.practice) for facts in people) > 200


def test_recorded_errors_are_no_answer(registry, shared_data):
    for page in (shared_data / "npi_api_v21").glob("*.json"):
        body = page.read_bytes()
        if b'"Errors"' in body:
            registry.faults = [(200, body)]

            assert ask() == NpiUnavailable(NoAnswerReason.REFUSED)
