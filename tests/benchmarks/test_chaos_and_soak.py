"""What `make chaos` and `make soak` would not let pass."""

from xml.etree import ElementTree

import pytest

from benchmarks.drill import chaos, soak
from benchmarks.drill.requests import cancel_all
from benchmarks.picture import draw_over_time
from caarisma.common.outbox.enums import MailState
from caarisma.common.outbox.models import Mail
from matching.consultations.errors import TakesNoRequests
from matching.consultations.models import PlaceCapacity
from matching.consultations.steps.capacity import MOST_UNANSWERED
from tests.factories.consultations import make_clinic, make_request

WELL = {"searches_lost": 0, "searches_doubled": 0, "requests_lost": 0, "must_be_nought": {"jobs not done": 0},
        "job_seconds": {"max": 30.0}}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        *({"searches_lost": 1}, {"searches_doubled": 1}, {"requests_lost": 1}),
        *({"must_be_nought": {"jobs not done": 1}}, {"job_seconds": {"max": 30.1}}),
    ],
    ids=str,
)
def test_one_that_is_lost_doubled_or_late_spoils_a_round(wrong):
    assert chaos.is_well(WELL)
    assert not chaos.is_well(WELL | wrong)


@pytest.mark.django_db
def test_a_clinic_that_has_twenty_unanswered_takes_more_once_those_who_asked_it_cancel(now):
    """Else requests end after the first rounds, and a run says nothing of them any more."""
    place = make_clinic(now=now)
    PlaceCapacity.objects.update_or_create(place=place, defaults={"places_a_week": 500})
    for _ in range(MOST_UNANSWERED):
        make_request(place, now=now)
    with pytest.raises(TakesNoRequests):
        make_request(place, now=now)

    cancel_all(place)

    assert Mail.objects.filter(state=MailState.DROPPED).exists()  # taken back: chaos counts it as no mail that is lost
    assert make_request(place, now=now).state == "sent"


@pytest.mark.parametrize(("a_minute", "flat"), [(0.0, True), (0.1, True), (0.5, False)])
def test_a_process_that_grows_after_its_warm_up_is_told(a_minute: float, flat: bool):
    line = [(minute / 6, 100 + min(50.0, 30 * minute / 6) + a_minute * minute / 6) for minute in range(180)]

    assert soak.growth(line, 30)["flat"] is flat


def test_a_small_process_may_take_half_a_megabyte():
    assert soak.growth([(0, 4.0), (15, 4.0), (30, 4.4)], 30)["flat"]
    assert not soak.growth([(0, 4.0), (15, 4.0), (30, 4.6)], 30)["flat"]


def test_the_picture_names_each_process_and_starts_at_zero():
    drawn = ElementTree.fromstring(draw_over_time("Memory", {"web 1": [(0, 50), (1, 60)], "broker": [(0, 7), (1, 7)]}))

    words = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"web 1", "broker", "0 MB", "60 MB", "minutes"} <= set(words)
