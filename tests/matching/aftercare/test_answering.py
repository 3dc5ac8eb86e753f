"""What is told is stored at once and locked; nothing is stored against somebody's will."""

from datetime import timedelta

import pytest
from django.db import connection

from matching.aftercare.models import FollowUp, FollowUpAnswers, PlaceAlert
from matching.aftercare.rules.told import Told, told_from
from matching.aftercare.services.answering import answer, answer_rest
from matching.aftercare.services.consenting import delete_answers, erase_follow_ups, stop_questions
from tests.factories.aftercare import asked, make_visit, tell

pytestmark = pytest.mark.django_db


def test_what_was_ticked_is_stored_at_once_and_the_rest_beside_it(now):
    follow_up = asked(make_visit(now=now))

    assert answer(follow_up_id=follow_up.pk, signs=frozenset({"lump"}), now=follow_up.asked_at)
    assert told_from(FollowUpAnswers.objects.get().answers) == Told(signs=frozenset({"lump"}))

    rest = Told(doctor=True, infection="waiting", satisfied=2, product="Lipo", lot="A7")
    assert answer_rest(follow_up_id=follow_up.pk, rest=rest, now=follow_up.asked_at)
    told = told_from(FollowUpAnswers.objects.get().answers)
    assert (told.signs, told.infection, told.lot) == (frozenset({"lump"}), "waiting", "A7")


def test_the_database_holds_no_readable_word_of_it(now):
    tell(make_visit(now=now), "lump", product="Quicksilver")

    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM aftercare_followupanswers")
        stored = bytes(cursor.fetchone()[0])
    assert b"lump" not in stored
    assert b"uicksilver" not in stored


def test_the_last_answer_counts_whole(now):
    follow_up = tell(make_visit(now=now), "lump", doctor=True)

    answer(follow_up_id=follow_up.pk, signs=frozenset(), now=follow_up.asked_at)

    assert told_from(FollowUpAnswers.objects.get().answers) == Told()


def test_who_would_rather_not_say_leaves_no_answers(now):
    follow_up = tell(make_visit(now=now), "lump")

    assert answer(follow_up_id=follow_up.pk, signs=None, now=follow_up.asked_at)

    assert not FollowUpAnswers.objects.exists()
    assert FollowUp.objects.get().said_at is not None


def test_59_answered_after_the_consent_was_withdrawn_is_not_stored(now):
    visit = make_visit(now=now)
    follow_up, asker = asked(visit), visit.request.asker_id
    stop_questions(asker_id=asker, by=[asker], now=follow_up.asked_at)

    assert not answer(follow_up_id=follow_up.pk, signs=frozenset({"lump"}), now=follow_up.asked_at)

    assert not FollowUpAnswers.objects.exists()
    assert FollowUp.objects.get().said_at is None


def test_after_its_end_nothing_is_stored(now):
    follow_up = asked(make_visit(now=now))

    assert not answer(follow_up_id=follow_up.pk, signs=frozenset(), now=follow_up.ends_at)


def test_without_a_first_answer_there_is_no_rest(now):
    follow_up = asked(make_visit(now=now))

    assert not answer_rest(follow_up_id=follow_up.pk, rest=Told(doctor=True), now=follow_up.asked_at)


def test_deleting_takes_the_answers_of_this_person_alone(now):
    mine, others = make_visit(now=now), make_visit(now=now)
    tell(mine, "lump")
    tell(others)
    asker = mine.request.asker_id

    assert delete_answers(asker_id=asker, by=[others.request.asker_id]) == 0
    assert delete_answers(asker_id=asker, by=[asker]) == 1

    assert FollowUpAnswers.objects.get().follow_up.visit_id == others.pk


def test_erasing_leaves_nothing_and_breaks_no_alert(now):
    visit = make_visit(now=now)
    tell(visit, "lump", germ=True)
    assert PlaceAlert.objects.get().visits == [visit.pk]

    erase_follow_ups(asker_ids=[visit.request.asker_id], now=now + timedelta(days=30))

    assert not FollowUp.objects.exists()
    assert not FollowUpAnswers.objects.exists()
    assert PlaceAlert.objects.get().visits == [visit.pk]


def test_an_older_version_of_the_questions_can_be_read():
    assert told_from({"version": "0", "signs": ["lump"], "gone": True}) == Told(signs=frozenset({"lump"}))
