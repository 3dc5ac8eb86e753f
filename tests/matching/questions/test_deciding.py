"""The same ticks for questions and answers; the database holds it, too; two at once, and one is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from caarisma.common.errors import UserFacingError
from caarisma.common.moderating.errors import MovedMeanwhile, TicksFirst
from caarisma.common.outbox.models import Mail
from matching.questions.enums import AskRule, TextReportState, TextSide, TextState
from matching.questions.errors import AnsweredBefore, NotListedNow, OwnText, QuestionGone
from matching.questions.making_moves import make_text_move
from matching.questions.models import QuestionText
from matching.questions.moves import allowed_text_moves
from matching.questions.services.answering import take_answer_back
from matching.questions.services.deciding import publish_text, read_once_more, send_text_back
from matching.questions.services.reporting import report_text, settle_text_report
from tests.factories.consultations import make_asker
from tests.factories.providers import make_hold, make_provider, make_user
from tests.factories.questions import (
    answer,
    ask,
    make_answerer,
    make_text_report,
    publish,
    reader,
    send_back,
    tick,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(now) -> QuestionText:
    return publish(ask(now=now), now=now)


@pytest.fixture(params=["question", "answer"])
def text(request, now) -> QuestionText:
    """One that waits: each rule is tried on both."""
    question = ask(now=now)
    return question if request.param == "question" else answer(publish(question, now=now), now=now)


def test_the_table_of_moves_is_the_databases():
    with connection.cursor() as cursor:
        cursor.execute("SELECT from_state, to_state, by FROM questions_allowedmove")
        assert set(cursor.fetchall()) == set(allowed_text_moves())


def test_nothing_is_published_before_the_rules_were_ticked_by_this_reader(now, text):
    tick(text, reader(), now=now)

    with pytest.raises(TicksFirst):
        publish_text(text_id=text.pk, by=reader(), now=now)


def test_what_keeps_every_rule_can_only_be_published(now, text):
    by = reader()
    tick(text, by, now=now)

    with pytest.raises(TicksFirst):
        send_text_back(text_id=text.pk, rule=AskRule.GENERAL, by=by, now=now)
    assert publish_text(text_id=text.pk, by=by, now=now).state == TextState.PUBLISHED


def test_what_breaks_a_rule_is_sent_back_for_that_rule(now, text):
    by = reader()
    tick(text, by, AskRule.GENERAL, now=now)

    with pytest.raises(TicksFirst):
        publish_text(text_id=text.pk, by=by, now=now)
    with pytest.raises(TicksFirst):
        send_text_back(text_id=text.pk, rule=AskRule.NO_THREATS, by=by, now=now)
    assert send_text_back(text_id=text.pk, rule=AskRule.GENERAL, by=by, now=now).state == TextState.SENT_BACK


@pytest.mark.parametrize(("to", "reason"), [(TextState.PUBLISHED, ""), (TextState.SENT_BACK, AskRule.GENERAL)])
def test_the_database_makes_no_move_without_ticks(now, text, to, reason):
    with pytest.raises(IntegrityError, match="follows what was ticked"), transaction.atomic():
        make_text_move(text, to, by=TextSide.DESK, who=reader().pk, reason=reason, now=now)


def test_moves_and_looks_only_grow(now, text):
    tick(text, reader(), now=now)

    for rows in (text.moves.all(), text.looks.all()):
        with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
            rows.update(at=now + timedelta(days=1))


def test_nobody_decides_on_their_own_question_or_answer(now):
    member = reader()
    mine = ask(now=now, asker=make_asker(now=now, user=member))
    with pytest.raises(OwnText):
        tick(mine, member, now=now)

    provider = make_answerer(now=now)
    provider.user.is_staff = True
    provider.user.save()
    given = answer(publish(ask(now=now), now=now), now=now, provider=provider)
    with pytest.raises(OwnText):
        tick(given, provider.user, now=now)


def test_the_author_is_told_of_each_decision_without_a_word_of_it(now, asked):
    publish(answer(asked, now=now), now=now)
    send_back(ask(now=now), now=now)

    told = Mail.objects.filter(kind__in=("question_answered", "question_published", "question_sent_back"))
    assert sorted(told.values_list("kind", flat=True)) == [
        "question_answered",
        "question_published",
        "question_sent_back",
    ]
    for mail in told:
        letter = f"{mail.letter['subject']} {mail.letter['text']}".lower()
        assert not any(word in letter for word in ("bruise", "shot", "mesotherapy", "skin", "inject"))


def test_who_asked_is_told_once_of_one_answer_that_was_changed(now, asked):
    text = publish(answer(asked, now=now), now=now)
    again = answer(asked, now=now, provider=text.provider, words="Two weeks, mostly, and ice helps.", seen=text.n)

    publish(again, now=now)

    assert Mail.objects.filter(kind="question_answered").count() == 1


def test_who_answers_has_to_be_listed_when_they_write_and_when_it_is_decided(now, asked):
    with pytest.raises(NotListedNow):
        answer(asked, now=now, provider=make_provider(user=make_user()))

    text, by = answer(asked, now=now), reader()
    make_hold(text.provider, now=now)
    tick(text, by, now=now)
    with pytest.raises(NotListedNow):
        publish_text(text_id=text.pk, by=by, now=now)


def test_one_answer_a_provider_and_two_windows_are_told(now, asked):
    first = answer(asked, now=now)

    with pytest.raises(AnsweredBefore):
        answer(asked, now=now, provider=first.provider)
    with pytest.raises(MovedMeanwhile):
        answer(asked, now=now, provider=first.provider, seen=first.n + 1)
    assert answer(asked, now=now, provider=first.provider, form_key=first.form_key) == first


def test_only_what_is_on_the_page_is_answered(now):
    for text in (ask(now=now), send_back(ask(now=now), now=now)):
        with pytest.raises(QuestionGone):
            answer(text, now=now)


def test_an_answer_is_taken_back_for_good(now, asked):
    text = publish(answer(asked, now=now), now=now)

    for _ in range(2):
        take_answer_back(number=asked.pk, provider=text.provider, now=now)

    text.refresh_from_db()
    assert (text.state, text.words) == (TextState.WITHDRAWN, None)
    with pytest.raises(MovedMeanwhile):
        answer(asked, now=now, provider=text.provider, seen=text.n)


def test_a_report_hides_nothing_until_a_person_looked(now, asked):
    report = make_text_report(asked, now=now)
    assert report_text(text_id=asked.pk, reason=report.reason, words="y", now=now) == report  # the same once more

    dismissed = {"report_id": report.pk, "state": TextReportState.DISMISSED, "words": "x", "by": reader(), "now": now}
    settle_text_report(**dismissed)
    asked.refresh_from_db()
    assert asked.state == TextState.PUBLISHED

    upheld = make_text_report(asked, now=now)
    settle_text_report(**dismissed | {"report_id": upheld.pk, "state": TextReportState.UPHELD})
    asked.refresh_from_db()
    assert (asked.state, asked.search) == (TextState.WRITTEN, None)


def test_what_was_ticked_before_a_text_is_read_once_more_does_not_count(now):
    by, text = reader(), ask(now=now)
    publish(text, now=now, by=by)
    later = now + timedelta(minutes=1)
    read_once_more(text_id=text.pk, by=reader(), now=later)

    with pytest.raises(TicksFirst):
        publish_text(text_id=text.pk, by=by, now=later)


# --- Two at once ------------------------------------------------------------------------------------------------------
def both(first, second) -> list[str]:
    """Both at the same moment, each in a thread of its own: the names of what they raised, "" for who won."""

    def run(step) -> str:
        try:
            step()
        except UserFacingError as error:
            return type(error).__name__
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        return sorted(each.result() for each in [pool.submit(run, first), pool.submit(run, second)])


@pytest.mark.django_db(transaction=True)
def test_two_at_once_on_each_action_of_the_desk_one_wins_and_the_other_is_told(now):
    one, other = reader(), reader()

    waiting = ask(now=now)
    for by in (one, other):
        tick(waiting, by, now=now)
    assert both(
        lambda: publish_text(text_id=waiting.pk, by=one, now=now),
        lambda: publish_text(text_id=waiting.pk, by=other, now=now),
    ) == ["", "MovedMeanwhile"]

    assert both(
        lambda: read_once_more(text_id=waiting.pk, by=one, now=now),
        lambda: read_once_more(text_id=waiting.pk, by=other, now=now),
    ) == ["", "MovedMeanwhile"]

    mixed = ask(now=now)
    tick(mixed, one, now=now)
    tick(mixed, other, AskRule.GENERAL, now=now)
    assert both(
        lambda: publish_text(text_id=mixed.pk, by=one, now=now),
        lambda: send_text_back(text_id=mixed.pk, rule=AskRule.GENERAL, by=other, now=now),
    ) == ["", "MovedMeanwhile"]

    report = make_text_report(publish(ask(now=now), now=now), now=now)
    given = {"report_id": report.pk, "words": "x", "now": now}
    assert both(
        lambda: settle_text_report(state=TextReportState.UPHELD, by=one, **given),
        lambda: settle_text_report(state=TextReportState.DISMISSED, by=other, **given),
    ) == ["", "MovedMeanwhile"]
