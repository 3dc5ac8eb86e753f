"""One tap after a call: what is kept, when a clinic is asked about its phone, and what patients read meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction

from caarisma.common.errors import UserFacingError
from providers.calls.enums import CallOutcome
from providers.calls.models import CallReport, PhoneQuestion
from providers.calls.selectors import calls_known, open_phone_questions
from providers.calls.services import confirm_phone, erase_calls, forget_calls, record_call, take_back_calls
from providers.directory.models import PracticeLocation
from tests.factories.providers import make_location, make_user

pytestmark = pytest.mark.django_db

NOBODY, TIME, NO = CallOutcome.NOBODY, CallOutcome.GOT_TIME, CallOutcome.SAID_NO
DAY = timedelta(days=1)


def caller(number: int) -> str:
    return sha256(str(number).encode()).hexdigest()


@pytest.fixture
def place(now):
    return make_location(phone="510-555-0142", next_opening_at=now + 3 * DAY, hours_confirmed_on=now.date())


def tell(place, number, outcome, now) -> CallReport:
    return record_call(location_id=place.pk, caller=caller(number), outcome=outcome, now=now)


def opening(place):
    return PracticeLocation.objects.get(pk=place.pk).next_opening_at


def test_told_twice_in_a_day_the_last_word_counts(place, now):
    tell(place, 1, NOBODY, now)
    tell(place, 1, TIME, now + timedelta(minutes=5))

    assert [report.outcome for report in CallReport.objects.all()] == [TIME]


def test_the_day_is_the_clinics(place, now):
    late = now.replace(hour=6)  # still yesterday in California

    assert tell(place, 1, NO, late).day == late.date() - DAY


class TestThreeWhomNobodyAnswered:
    def test_ask_the_clinic_and_take_the_opening_off(self, place, now):
        for number in range(2):
            tell(place, number, NOBODY, now)
        assert not PhoneQuestion.objects.exists()

        tell(place, 2, NOBODY, now)

        assert PhoneQuestion.objects.get().opening_at == now + 3 * DAY
        assert opening(place) is None
        assert calls_known(place, caller="", on=now).doubted

    def test_one_browser_thrice_is_one(self, place, now):
        for days in range(3):
            tell(place, 1, NOBODY, now + days * DAY)

        assert not PhoneQuestion.objects.exists()

    def test_more_than_a_week_apart_they_are_not_three(self, place, now):
        for number, days in enumerate((0, 1, 8)):
            tell(place, number, NOBODY, now + days * DAY)

        assert not PhoneQuestion.objects.exists()

    def test_of_another_number_they_are_not_three(self, place, now):
        tell(place, 1, NOBODY, now)
        tell(place, 2, NOBODY, now)
        PracticeLocation.objects.update(phone="510-555-0199")

        tell(place, 3, NOBODY, now)

        assert not PhoneQuestion.objects.exists()

    def test_who_got_through_is_not_one_of_them(self, place, now):
        tell(place, 1, NOBODY, now)
        tell(place, 2, NOBODY, now)
        tell(place, 3, NO, now)

        assert not PhoneQuestion.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_at_once_they_ask_once(self, place, now):
        def at_once(number: int) -> None:
            try:
                tell(place, number, NOBODY, now)
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(at_once, range(16)))

        assert CallReport.objects.count() == 16
        assert PhoneQuestion.objects.get().opening_at == now + 3 * DAY


class TestTheAnswer:
    @pytest.fixture
    def question(self, place, now):
        for number in range(3):
            tell(place, number, NOBODY, now)
        return PhoneQuestion.objects.get()

    def test_brings_the_opening_back(self, place, question, now):
        confirm_phone(question_id=question.pk, by=make_user(), now=now + DAY)

        assert opening(place) == now + 3 * DAY
        assert not PhoneQuestion.objects.open().exists()

    def test_brings_back_of_two_what_is_still_to_come(self, place, now):
        PracticeLocation.objects.update(second_opening_at=now + 6 * DAY)
        for number in range(3):
            tell(place, number, NOBODY, now)
        hidden = PracticeLocation.objects.get()
        assert (hidden.next_opening_at, hidden.second_opening_at) == (None, None)

        confirm_phone(question_id=PhoneQuestion.objects.get().pk, by=make_user(), now=now + 4 * DAY)

        back = PracticeLocation.objects.get()
        assert (back.next_opening_at, back.second_opening_at) == (now + 6 * DAY, None)

    def test_not_over_another_that_the_clinic_named(self, place, question, now):
        PracticeLocation.objects.update(next_opening_at=now + 9 * DAY)

        confirm_phone(question_id=question.pk, by=make_user(), now=now + DAY)

        assert opening(place) == now + 9 * DAY

    def test_nor_one_that_is_past(self, place, question, now):
        confirm_phone(question_id=question.pk, by=make_user(), now=now + 4 * DAY)

        assert opening(place) is None

    def test_given_twice_is_told(self, question, now):
        confirm_phone(question_id=question.pk, by=make_user(), now=now)

        with pytest.raises(UserFacingError, match="answered already"):
            confirm_phone(question_id=question.pk, by=make_user(), now=now)

    def test_is_given_by_another_number_too(self, question):
        PracticeLocation.objects.update(phone="510-555-0199")

        assert not PhoneQuestion.objects.open().exists()

    def test_calls_before_it_are_done_with_and_three_after_it_ask_anew(self, place, question, now):
        confirm_phone(question_id=question.pk, by=make_user(), now=now + timedelta(hours=1))
        tell(place, 4, NOBODY, now + timedelta(hours=2))
        tell(place, 5, NOBODY, now + timedelta(hours=2))
        assert not PhoneQuestion.objects.open().exists()

        tell(place, 6, NOBODY, now + timedelta(hours=2))

        assert PhoneQuestion.objects.open().count() == 1

    def test_a_new_number_that_nobody_answers_is_asked_about_although_the_old_one_was_never_settled(
        self, place, question, now
    ):
        PracticeLocation.objects.update(phone="510-555-0199")
        for number in range(3):
            tell(place, number, NOBODY, now + DAY)

        assert PhoneQuestion.objects.open().get().phone == "510-555-0199"

    def test_the_desk_reads_how_many_said_what(self, place, question, now):
        tell(place, 7, TIME, now)

        row = open_phone_questions().get()

        assert (row.silent, row.got_through) == (3, 1)


class TestWhatPatientsRead:
    def test_that_somebody_got_a_time(self, place, now):
        tell(place, 1, TIME, now - 2 * DAY)

        assert calls_known(place, caller="", on=now).got_time_on == (now - 2 * DAY).date()

    def test_not_once_somebody_later_got_a_no(self, place, now):
        tell(place, 1, TIME, now - 2 * DAY)
        tell(place, 2, NO, now - DAY)

        assert calls_known(place, caller="", on=now).got_time_on is None

    def test_nor_after_two_weeks(self, place, now):
        tell(place, 1, TIME, now - 15 * DAY)

        assert calls_known(place, caller="", on=now).got_time_on is None

    def test_what_oneself_told_today(self, place, now):
        tell(place, 1, NOBODY, now)

        assert calls_known(place, caller=caller(1), on=now).told == "Nobody answered"
        assert calls_known(place, caller=caller(2), on=now).told == ""


def test_taken_back_erased_or_old_it_is_gone(place, now):
    for number in range(4):
        tell(place, number, TIME, now)

    assert take_back_calls(location_id=place.pk, caller=caller(0)) == 1
    assert erase_calls(caller=caller(1)) == 1
    assert forget_calls(now=now + 29 * DAY) == 0
    assert forget_calls(now=now + 31 * DAY) == 2


def test_nobody_called_where_there_is_no_phone(now):
    with pytest.raises(UserFacingError):
        tell(make_location(phone=""), 1, TIME, now)


@pytest.mark.parametrize(
    "wrong", [{"caller": "x" * 64}, {"caller": ""}, {"outcome": "maybe"}, {"phone": ""}], ids=lambda wrong: str(wrong)
)
def test_the_database_refuses_nonsense(place, now, wrong):
    row = {"location": place, "caller": caller(1), "day": now.date(), "phone": "1", "outcome": NO, "at": now}

    with pytest.raises(IntegrityError), transaction.atomic():
        CallReport.objects.create(**{**row, **wrong})


def test_the_database_keeps_one_open_question_a_place(place, now):
    PhoneQuestion.objects.create(location=place, phone="1", asked_at=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        PhoneQuestion.objects.create(location=place, phone="2", asked_at=now)
