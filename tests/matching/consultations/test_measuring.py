"""A card says in words how fast a clinic answers, once ten people asked."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from matching.consultations.clocks.measuring import measure_answers
from matching.consultations.enums import DeclineReason
from matching.consultations.models import Request
from matching.consultations.services.answering import decline_request
from matching.consultations.steps.capacity import set_capacity
from matching.search.enums import FinishedBy
from matching.search.services.jobs import finish_match_job
from providers.directory.models import AnswerRecord, PracticeLocation
from tests.factories.consultations import make_clinic, make_request
from tests.factories.matching import make_intake, own

pytestmark = [pytest.mark.django_db, pytest.mark.dated]
WORDS = "Answers most requests the same day"


@pytest.fixture
def place(now) -> PracticeLocation:
    place = make_clinic(now=now)
    set_capacity(place_id=place.pk, places=100, until=None)
    return place


def answered(place: PracticeLocation, count: int, *, now) -> None:
    for number in range(count):
        request = make_request(place, now=now + timedelta(minutes=number))
        decline_request(
            request_id=request.pk, reason=DeclineReason.NO_TIME, by=place.provider.user, seen=1, form_key=uuid4(),
            now=now + timedelta(hours=1),
        )  # fmt: skip


def cards(client, now) -> str:
    intake = make_intake(now=now)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    own(client, intake)
    return client.get(intake.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("count", "said"), [(9, False), (10, True)])
def test_from_ten_requests_on_a_card_says_it(client, place, now, count, said):
    answered(place, count, now=now)

    assert measure_answers(now=now + timedelta(hours=2)) == said
    assert (WORDS in cards(client, now)) == said


def test_it_is_forgotten_with_the_requests_it_was_counted_from(place, now):
    answered(place, 10, now=now)
    measure_answers(now=now + timedelta(hours=2))
    assert AnswerRecord.objects.get().told.words == WORDS

    measure_answers(now=now + timedelta(days=91))

    assert not AnswerRecord.objects.exists()


def test_measured_again_it_takes_the_place_of_what_was_said(place, now):
    answered(place, 10, now=now)
    measure_answers(now=now + timedelta(hours=2))
    Request.objects.update(answered_at=None, due_at=now)
    measure_answers(now=now + timedelta(hours=3))

    record = AnswerRecord.objects.get()
    assert (record.asked, record.in_time, record.days) == (10, 0, None)
    assert record.told.words == "Often answers later than two working days"


def test_the_database_keeps_nothing_of_fewer(place, now):
    with pytest.raises(IntegrityError, match="answer_record_from_ten"), transaction.atomic():
        AnswerRecord.objects.create(provider=place.provider, asked=9, in_time=9, days=0, measured_at=now)
