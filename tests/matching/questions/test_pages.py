"""Pages of who asks: there for whose question it is, and for nobody else; a mistake loses nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from caarisma.common.outbox.models import Mail
from matching.consultations.enums import HeldBy
from matching.questions.enums import TextState
from matching.questions.models import Question, QuestionReport, QuestionText
from matching.requests.holders import browser_of, grant_hold
from tests.factories.consultations import make_asker
from tests.factories.questions import TITLE, WORDS, answer, ask, make_answerer, press_token, publish, send_back

pytestmark = pytest.mark.django_db
URGENT = "Is this urgent?"


def url(name, *args):
    return reverse(f"questions:{name}", args=args)


def typed(**changed):
    return {"title": TITLE, "words": WORDS, "email": "new@example.com", "form_key": uuid4(), **changed}


@pytest.fixture
def asker(client, now):
    """This browser has proved to be theirs."""
    found = make_asker(now=now, user=None)
    session = client.session
    browser = browser_of(session)
    session.save()
    client.cookies["sessionid"] = session.session_key
    grant_hold(found, browser, by=HeldBy.PRESS, proves=True, now=now)
    return found


def test_asked_pressed_and_with_our_staff(client):
    asked = client.post(url("new"), typed())
    assert asked.status_code == 303
    assert "Check your mail" in client.get(asked.url).content.decode()

    press = url("press", press_token("question_confirm"))
    assert client.get(press).status_code == 200
    assert QuestionText.objects.get().state == TextState.UNSENT  # reading the page sends nothing
    pressed = client.post(press)

    page = client.get(pressed.url).content.decode()
    assert "We have your question" in page
    assert TITLE in page
    assert client.get(press).url == pressed.url  # once more, in the same browser
    assert client.post(url("press_again", "x" * 20)).status_code == 404


def test_a_mistake_names_what_to_take_out_and_loses_nothing(client):
    words = "Ask Dr. Osei, 510-555-0177. I cannot breathe."

    answered = client.post(url("new"), typed(words=words, title="Why?", email="nobody"))

    page = answered.content.decode()
    assert answered.status_code == 422
    for told in ("“510-555-0177”", "“Dr. Osei”", "Say a little more: 11 letters are missing.", "name@example.com"):
        assert told in page
    assert words in page
    assert URGENT in page
    assert not Question.objects.exists()


@pytest.mark.parametrize("title", ["\N{GRINNING FACE}" * 20, "." * 20, "? " * 20, "\u200b" * 20])
def test_a_question_without_a_letter_is_none(client, title):
    answered = client.post(url("new"), typed(title=title))

    assert answered.status_code == 422
    assert "Write your question in one line." in answered.content.decode()


def test_urgent_words_show_whom_to_call_and_stop_nothing(client):
    asked = client.post(url("new"), typed(words="My face is swelling"))

    assert asked.status_code == 303
    assert URGENT in client.get(asked.url).content.decode()


def test_mails_titles_and_addresses_say_nothing_of_it(client, now, asker):
    text = ask(now=now, asker=asker)

    page = client.get(url("own", text.question.key)).content.decode()

    assert "<title>Your question - Caarisma</title>" in page
    client.post(url("new"), typed())
    for mail in Mail.objects.all():
        assert "bruise" not in f"{mail.letter['subject']} {mail.letter['text']}".lower()


def test_one_network_asks_twenty_a_day(client, monkeypatch):
    monkeypatch.setattr("matching.questions.views.own.ASKED_A_DAY", 1)
    client.post(url("new"), typed())

    answered = client.post(url("new"), typed(words="Once more, please."))

    assert answered.status_code == 429
    assert "Once more, please." in answered.content.decode()


def test_it_is_nobody_elses(client, now):
    text = ask(now=now)

    for name in ("own", "take_back"):
        assert client.get(url(name, text.question.key)).status_code == 404
    assert client.post(url("again", text.question.key)).status_code == 404


def test_a_device_that_proved_nothing_lately_shows_no_words(client, now, asker):
    text = ask(now=now - timedelta(days=15), asker=asker)
    asker.holds.update(proved_at=now - timedelta(days=15))

    page = client.get(url("own", text.question.key)).content.decode()
    assert TITLE not in page
    assert "This device has not proved" in page

    client.post(url("again", text.question.key))
    client.post(url("press", press_token("question_link")))
    assert TITLE in client.get(url("own", text.question.key)).content.decode()


def test_what_was_sent_back_says_why_and_is_sent_again(client, now, asker):
    text = send_back(ask(now=now, asker=asker), now=now)
    page = client.get(url("own", text.question.key)).content.decode()
    assert "It is about one person." in page

    wrong = client.post(url("own", text.question.key), typed(title="My name is Ana, is it fine?", seen=text.n))
    assert wrong.status_code == 422
    assert "My name is Ana, is it fine?" in wrong.content.decode()
    late = client.post(url("own", text.question.key), typed(seen=text.n - 1))
    assert late.status_code == 409
    assert "Somebody was quicker" in late.content.decode()
    sent = client.post(url("own", text.question.key), typed(title="What helps against a bruise?", seen=text.n))

    assert sent.status_code == 303
    text.refresh_from_db()
    assert (text.title, text.state) == ("What helps against a bruise?", TextState.WRITTEN)


def test_taken_back_its_page_is_gone(client, now, asker):
    text = publish(ask(now=now, asker=asker), now=now)
    assert "Your question is on the page" in client.get(url("own", text.question.key)).content.decode()

    client.post(url("take_back", text.question.key))

    assert client.get(url("question", text.pk)).status_code == 404
    assert "Your question is gone" in client.get(url("own", text.question.key)).content.decode()


def test_ones_own_page_lists_it(client, now, asker):
    text = ask(now=now, asker=asker)
    send_back(ask(now=now, asker=asker), now=now)

    page = client.get(reverse("me:home")).content.decode()

    assert url("own", text.question.key) in page
    assert TITLE not in page


def test_anybody_reports_what_is_on_the_page(client, now):
    text = publish(ask(now=now), now=now)
    assert client.post(url("report", text.pk), {}).status_code == 422

    client.post(url("report", text.pk), {"reason": "wrong", "words": "x"})

    assert QuestionReport.objects.get().text == text
    assert client.get(url("report", ask(now=now).pk)).status_code == 404


def test_a_provider_answers_in_the_portal(client, now):
    asked, provider = publish(ask(now=now), now=now), make_answerer(now=now)
    client.force_login(provider.user)
    assert TITLE in client.get(reverse("provider:questions")).content.decode()
    page = reverse("provider:question", args=[asked.pk])
    assert client.get(page).status_code == 200
    sent = {"words": "Call us, and we help.", "language": "en", "form_key": uuid4(), "seen": 0}

    wrong = client.post(page, sent)
    assert wrong.status_code == 422
    assert "Call us, and we help." in wrong.content.decode()
    assert client.post(page, {**sent, "words": "Cold helps many people."}).status_code == 303
    other_window = client.post(page, {**sent, "words": "Ice helps.", "form_key": uuid4()})
    assert other_window.status_code == 409
    assert "another window" in other_window.content.decode()

    client.post(reverse("provider:answer_take_back", args=[asked.pk]))
    assert QuestionText.objects.answers().get().state == TextState.WITHDRAWN


def test_who_is_not_listed_is_told_so_and_cannot_answer(client, now):
    asked = publish(ask(now=now), now=now)
    text = answer(asked, now=now)
    client.force_login(text.provider.user)
    text.provider.locations.update(is_active=False)

    page = client.get(reverse("provider:question", args=[asked.pk])).content.decode()
    sent = {"words": "Cold helps many people.", "language": "en", "form_key": uuid4(), "seen": text.n}

    assert "Patients cannot see you now" in page
    assert client.post(reverse("provider:question", args=[asked.pk]), sent).status_code == 409
