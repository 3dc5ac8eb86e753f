"""Asking without an account, confirmed by a press; limits; the author changes it, takes it back, and is told."""

from datetime import timedelta
from uuid import uuid4

import pytest

from caarisma.common.moderating.errors import MovedMeanwhile
from caarisma.common.outbox.models import Mail
from matching.consultations.models import Asker
from matching.questions.enums import AskRule, TextState
from matching.questions.errors import QuestionGone, QuestionLinkOver, TooManyQuestions
from matching.questions.models import Question, QuestionText
from matching.questions.services.asking import AskedBy, ask_question, send_press_again
from matching.questions.services.confirming import press_question_link
from matching.questions.services.erasing import erase_questions, forget_questions
from matching.questions.services.writing import change_question, take_question_back
from tests.factories.consultations import make_asker
from tests.factories.questions import TITLE, WORDS, answer, ask, ask_unproved, press_token, publish, send_back

pytestmark = pytest.mark.django_db
HERE, THERE = "b" * 64, "c" * 64


def test_a_question_waits_for_the_press_and_then_for_our_staff(now):
    question = ask_unproved(now=now, browser=HERE)
    text = question.texts.get()
    assert (text.state, question.asker, text.due_at) == (TextState.UNSENT, None, None)

    pressed = press_question_link(token=press_token("question_confirm"), browser=HERE, now=now)

    text.refresh_from_db()
    assert (text.state, text.n, text.text_n) == (TextState.WRITTEN, 2, 2)
    assert str(pressed.asker.email) == "new@example.com"
    assert (pressed.email, pressed.browser, pressed.email_key) == (None, "", "")
    assert pressed.asker.holds.get(session_hash=HERE).proved_at == now


def test_a_link_works_once_and_the_newest_alone(now):
    question = ask_unproved(now=now, browser=HERE)
    old = press_token("question_confirm")
    send_press_again(question_id=question.pk, browser=HERE, now=now + timedelta(minutes=1))
    new = press_token("question_confirm")
    assert old != new

    with pytest.raises(QuestionLinkOver):
        press_question_link(token=old, browser=HERE, now=now)
    press_question_link(token=new, browser=HERE, now=now)
    with pytest.raises(QuestionLinkOver):
        press_question_link(token=new, browser=THERE, now=now)


def test_a_link_that_was_passed_on_proves_nothing_about_the_device(now):
    ask_unproved(now=now, browser=HERE)

    pressed = press_question_link(token=press_token("question_confirm"), browser=THERE, now=now)

    assert pressed.asker.holds.get().proved_at is None


def test_a_link_that_is_too_old_sends_nothing(now):
    ask_unproved(now=now, browser=HERE)

    with pytest.raises(QuestionLinkOver):
        press_question_link(token=press_token("question_confirm"), browser=HERE, now=now + timedelta(days=3))


def test_whose_address_is_proved_here_needs_no_second_press(now):
    text = ask(now=now)

    assert text.state == TextState.WRITTEN
    assert not Mail.objects.filter(kind="question_confirm").exists()


def test_the_same_form_twice_is_one_question(now):
    by, key = AskedBy(email="new@example.com", browser=HERE), uuid4()
    told = {"title": TITLE, "words": WORDS, "by": by, "form_key": key, "now": now}

    assert ask_question(**told) == ask_question(**told)


def test_one_browser_asks_five_an_hour_and_one_address_three_a_day(now):
    for number in range(5):
        ask_unproved(now=now, browser=HERE, email=f"new{number}@example.com")
    with pytest.raises(TooManyQuestions):
        ask_unproved(now=now, browser=HERE)

    asker = make_asker(now=now, user=None)
    for _ in range(3):
        ask(now=now, asker=asker)
    with pytest.raises(TooManyQuestions):
        ask(now=now, asker=asker)


def test_over_the_limit_of_the_address_the_link_waits_for_tomorrow(now):
    asker = make_asker(now=now, user=None, email="new@example.com")
    for _ in range(3):
        ask(now=now, asker=asker)
    ask_unproved(now=now, browser=HERE)
    token = press_token("question_confirm")

    with pytest.raises(TooManyQuestions):
        press_question_link(token=token, browser=HERE, now=now)

    assert press_question_link(token=token, browser=HERE, now=now + timedelta(days=1)).asker == asker


def test_at_most_three_mails_a_day_go_to_one_address_and_nobody_is_told_so(now):
    for minute in range(5):
        ask_unproved(now=now + timedelta(minutes=minute), browser=f"{minute}" * 64)

    assert Mail.objects.filter(kind="question_confirm").count() == 3


def test_urgent_words_are_kept_and_marked(now):
    assert ask(now=now, words="My face is swelling and I cannot breathe").urgent is True


def changed(text, *, now, by=None, seen=None, key=None):
    return change_question(
        question_id=text.question_id,
        title="Does a bruise after shots need ice?",
        words="",
        by=by if by is not None else [text.question.asker_id],
        form_key=key or uuid4(),
        seen=text.n if seen is None else seen,
        now=now,
    )


def test_what_was_sent_back_is_changed_and_read_again(now):
    text = send_back(ask(now=now), now=now, rule=AskRule.GENERAL)

    again = changed(text, now=now)

    assert (again.state, again.text_n) == (TextState.WRITTEN, again.n)
    assert again.due_at is not None


def test_what_is_on_the_page_is_off_it_while_a_change_is_read(now):
    text = publish(ask(now=now), now=now)

    assert changed(text, now=now).state == TextState.WRITTEN
    text.refresh_from_db()
    assert text.search is None


def test_two_windows_of_the_author_one_is_told(now):
    text = send_back(ask(now=now), now=now)
    key = uuid4()
    changed(text, now=now, key=key)

    assert changed(text, now=now, key=key).n == text.n + 1  # the same form again
    with pytest.raises(MovedMeanwhile):
        changed(text, now=now, seen=text.n)


def test_nobody_else_changes_it_or_takes_it_back(now):
    text = ask(now=now)
    stranger = make_asker(now=now, user=None)

    with pytest.raises(QuestionGone):
        changed(text, now=now, by=[stranger.pk])
    with pytest.raises(QuestionGone):
        take_question_back(question_id=text.question_id, by=[stranger.pk], browser=THERE, now=now)


def test_taken_back_its_words_are_gone_and_nobody_is_told_of_it_any_more(now):
    text = publish(ask(now=now), now=now)
    asker = text.question.asker
    assert Mail.objects.filter(kind="question_published", state="waiting").exists()

    for _ in range(2):
        take_question_back(question_id=text.question_id, by=[asker.pk], browser="", now=now)

    text.refresh_from_db()
    assert (text.state, text.title, text.words, text.search) == (TextState.WITHDRAWN, None, None, None)
    assert not Mail.objects.filter(kind="question_published", state="waiting").exists()


def test_it_can_be_taken_back_before_the_press(now):
    question = ask_unproved(now=now, browser=HERE)
    token = press_token("question_confirm")

    take_question_back(question_id=question.pk, by=[], browser=HERE, now=now)

    assert question.texts.get().state == TextState.WITHDRAWN
    press_question_link(token=token, browser=HERE, now=now)
    assert question.texts.get().state == TextState.WITHDRAWN


def test_erased_it_goes_whole_with_its_answers_and_waiting_mails(now):
    text = publish(ask(now=now), now=now)
    publish(answer(text, now=now), now=now)
    ask_unproved(now=now, browser=HERE)
    other = ask(now=now)

    gone = erase_questions(asker_ids=[text.question.asker_id], browser=HERE, now=now)

    assert gone == 2
    assert list(QuestionText.objects.all()) == [other]
    assert not Mail.objects.filter(kind__in=("question_answered", "question_confirm"), state="waiting").exists()


def test_what_was_never_confirmed_or_not_mended_is_forgotten(now):
    ask_unproved(now=now)
    back = send_back(ask(now=now), now=now)
    shown = publish(ask(now=now), now=now)

    forget_questions(now=now + timedelta(days=3))
    assert Question.objects.count() == 2

    forget_questions(now=now + timedelta(days=61))
    assert list(Question.objects.all()) == [shown.question]
    assert not QuestionText.objects.filter(pk=back.pk).exists()


def test_after_a_year_nobody_knows_who_asked(now):
    text = publish(ask(now=now), now=now)
    held = make_asker(now=now, user=None)
    kept = publish(ask(now=now, asker=held), now=now)
    later = now + timedelta(days=365)
    newer = ask(now=later - timedelta(days=1), asker=held)

    forget_questions(now=later)

    text.refresh_from_db()
    assert text.state == TextState.PUBLISHED
    assert Question.objects.filter(asker=None).count() == 2
    assert list(Asker.objects.all()) == [held]  # for the newer one
    assert kept.question_id != newer.question_id
