"""What everybody reads: the list, the search, one question; answers only of who is listed at that moment."""

import json
import re

import pytest
from django.urls import reverse

from matching.questions.errors import QuestionGone
from matching.questions.selectors import found_questions, own_questions, question_list, questions_for, shown_question
from tests.factories.providers import make_hold
from tests.factories.questions import ANSWER, answer, ask, make_answerer, publish, send_back
from tests.rewriting import history_rewritten

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(now):
    return publish(ask(now=now), now=now)


def titles(typed, now, language="en"):
    return [line.title for line in found_questions(typed, language=language, now=now)]


def test_only_published_texts_are_read_by_anybody(now, asked):
    ask(now=now)
    send_back(ask(now=now), now=now)
    answer(asked, now=now)

    assert [line.number for line in question_list(number=None, now=now).lines] == [asked.pk]
    assert shown_question(asked.pk, now=now).answers == []
    with pytest.raises(QuestionGone):
        shown_question(ask(now=now).pk, now=now)


def test_an_answer_is_shown_under_a_name_with_what_was_checked(now, asked):
    given = publish(answer(asked, now=now), now=now)

    shown = shown_question(asked.pk, now=now)

    assert [(each.words, each.by.name) for each in shown.answers] == [(ANSWER, given.provider.name_with_credentials)]
    assert shown.answers[0].by.checks.passed == shown.answers[0].by.checks.total > 0


def test_who_is_off_the_list_is_named_nowhere_and_comes_back_with_the_list(client, now, asked):
    given = publish(answer(asked, now=now), now=now)
    other = publish(answer(asked, now=now, words="Cold helps against a bruise, they say."), now=now)
    hold = make_hold(given.provider, now=now)

    page = client.get(reverse("questions:question", args=[asked.pk])).content.decode()

    assert "Answered by a provider who is no longer listed." in page
    assert ANSWER not in page
    assert str(other.words) in page
    assert [line.answers for line in question_list(number=None, now=now).lines] == [1]
    assert titles("grows", now) == []
    with history_rewritten():
        hold.delete()
    assert len(shown_question(asked.pk, now=now).answers) == 2
    assert titles("grows", now) == [asked.title]


def test_it_is_found_by_words_of_question_and_answer_in_any_form_and_without_accents(now, asked):
    publish(answer(asked, now=now), now=now)
    spanish = publish(
        ask(now=now, title="¿Cuánto duran los moretones de las inyecciones?", words="", language="es"), now=now
    )

    assert titles("bruises", now) == titles("-bruises", now) == titles("- bruises", now) == [asked.title]
    assert titles("doctor hurts", now) == [asked.title]
    for typed in ("inyección", "inyeccion", "MORETÓN", "cuanto duran"):
        assert titles(typed, now, "es") == [spanish.title], typed
    assert titles("laser", now) == titles("   ", now) == titles("'\"():*&!", now) == []


def test_who_looks_through_the_guide_finds_questions_as_well(client, now, asked):
    publish(answer(asked, now=now), now=now)
    address = reverse("questions:question", args=[asked.pk])

    assert address in client.post(reverse("guide:search"), {"words": "grows"}).content.decode()
    assert address not in client.post(reverse("guide:search"), {"words": "cellulite"}).content.decode()


def test_looking_for_blanks_shows_all_and_no_count(client, asked):
    page = client.post(reverse("questions:questions"), {"words": "   "}).content.decode()

    assert "questions found" not in page
    assert asked.title in page


def test_what_is_looked_for_stands_in_no_address(client, asked):
    page = client.post(reverse("questions:questions"), {"words": "bruise"})

    assert page.status_code == 200
    assert asked.title in page.content.decode()
    assert "1 question found" in page.content.decode()
    assert 'method="post"' in page.content.decode()


def test_search_engines_are_told_what_the_page_shows(client, now, asked):
    def data():
        page = client.get(reverse("questions:question", args=[asked.pk])).content.decode()
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        return json.loads(found[1]) if found else None, "noindex" in page

    assert data() == (None, True)
    given = publish(answer(asked, now=now), now=now)

    told, hidden = data()

    assert not hidden
    assert (told["@type"], told["mainEntity"]["name"], told["mainEntity"]["answerCount"]) == ("QAPage", asked.title, 1)
    (suggested,) = told["mainEntity"]["suggestedAnswer"]
    assert (suggested["text"], suggested["author"]["name"]) == (ANSWER, given.provider.name_with_credentials)
    assert reverse("questions:question", args=[asked.pk]) in client.get("/sitemap-questions.xml").content.decode()


def test_a_list_asks_the_database_as_often_for_ten_as_for_one(client, now, django_assert_max_num_queries):
    for _ in range(6):
        publish(answer(publish(ask(now=now), now=now), now=now), now=now)

    with django_assert_max_num_queries(8):
        client.get(reverse("questions:questions"))


def test_a_provider_sees_what_waits_and_what_they_said(now, asked):
    provider = make_answerer(now=now)
    other = publish(ask(now=now), now=now)
    answer(asked, now=now, provider=provider)

    found = questions_for(provider, now=now)

    assert [line.number for line in found.open] == [other.pk]
    assert [(line.number, text.state) for line, text in found.mine] == [(asked.pk, "written")]


def test_an_author_reads_which_rule_it_was(now):
    text = send_back(ask(now=now), now=now)

    (mine,) = own_questions(askers=[text.question.asker_id], browser="", now=now)

    assert mine.why == "It is about one person. Write it so that it holds for everybody."
