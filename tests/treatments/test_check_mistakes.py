"""Questions before you look: what is left out, contradicts itself or is forged is asked again. Nothing else is lost."""

import re

import pytest
from django.test import Client

from tests.treatments.check_pages import ANSWERS, RESULT, ask, finish, heading, kept, text

pytestmark = pytest.mark.usefixtures("catalog")

MISTAKES = [
    ("concern", {}, "area", "Choose at least one area"),
    ("concern", {"areas": ["face", "not-sure"]}, "area", 'Choose your areas, or "I am not sure yet". Not both'),
    ("concern", {"areas": ["elbow"]}, "area", "Choose your areas from this list"),
    ("timing", {"areas": ["face"]}, "concern", "Choose at least one thing"),
    ("timing", {"areas": ["face"], "concerns": ["fine-lines", "not-sure"]}, "concern", "Not both"),
    ("timing", {"areas": ["face"], "concerns": ["hair-loss"]}, "concern", "It goes with your areas"),
    ("timing", {"areas": ["face", "scalp"], "concerns": ["fine-lines"]}, "concern", "for this area too: Scalp"),
    ("health", {**ANSWERS, "start": ""}, "timing", "Choose when you would like to start"),
    ("health", {**ANSWERS, "start": "yesterday"}, "timing", "Choose one from this list"),
    ("result", {**ANSWERS, "health": []}, "health", 'Tick what is true for you, or "None of these"'),
    ("result", {**ANSWERS, "health": ["none-of-these", "diabetes"]}, "health", "Not both"),
    ("result", {**ANSWERS, "health": ["none-of-these", "rather-not-say"]}, "health", "Not both"),
    ("result", {**ANSWERS, "health": ["elbow"]}, "health", "Tick your answers from this list"),
    ("result", {**ANSWERS, "areas": ["elbow"]}, "area", "Choose your areas from this list"),
    ("result", {}, "area", "Choose at least one area"),
]
QUESTION = {
    "area": "Which areas would you like treated?",
    "concern": "What would you like help with?",
    "timing": "When would you like to start?",
    "health": "Is any of this true for you?",
}


@pytest.mark.parametrize(("to", "given", "asked", "message"), MISTAKES)
def test_a_mistake_is_told_where_it_was_made_and_loses_nothing(client, to, given, asked, message):
    page = ask(client, to, **given)

    assert page.status_code == 422
    assert heading(page) == QUESTION[asked]
    assert message in text(page)
    assert "<title>Error: " in text(page)
    assert 'role="alert"' in text(page)


def test_a_mistake_keeps_the_other_answers(client):
    page = finish(client, health=[])

    assert page.status_code == 422
    assert kept(client) == {"areas": ["face"], "concerns": ["fine-lines"], "start": ["soon"]}


def test_a_mistake_keeps_what_was_ticked(client):
    page = finish(client, health=["none-of-these", "diabetes"])

    assert re.findall(r'value="([\w-]+)"[^>]* checked', text(page)) == ["diabetes", "none-of-these"]


@pytest.mark.parametrize("field", ANSWERS)
@pytest.mark.parametrize("value", ['"><script>x</script>', "\x00", "é" * 5000, "' OR 1=1 --", "{{ 7|add:7 }}"])
def test_a_forged_field_is_asked_again(client, field, value):
    page = finish(client, **{field: [value]})

    assert page.status_code == 422
    assert "<script>x" not in page.content.decode()
    assert value not in page.content.decode()


def test_an_answer_given_twice_counts_once(client):
    page = finish(client, areas=["face", "face"], health=["diabetes", "diabetes"])

    assert page.status_code == 200
    assert text(page).count("You told us you have diabetes.") == 1


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, method):
    assert getattr(client, method)(RESULT).status_code == 405


def test_a_form_from_elsewhere_is_refused():
    assert Client(enforce_csrf_checks=True).post(RESULT, ANSWERS).status_code == 403
