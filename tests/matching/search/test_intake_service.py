"""Submitting an intake: saved once, with its job, in one transaction."""

import threading
from dataclasses import fields, replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from caarisma.common import publishing
from caarisma.common.errors import UserFacingError
from matching.search.answers import TERMS, Answers, answers_of
from matching.search.assembly import requirements_for
from matching.search.enums import CONSENT_VERSION, JobState
from matching.search.models import Intake, MatchJob
from matching.search.ownership import Owner
from matching.search.services.intake import submit_intake
from providers.directory.geocoding.zip_codes import UnknownZipError
from tests.factories.matching import A_BROWSER
from tests.factories.providers import make_user
from tests.factories.treatments import make_area_concern

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalog(db):
    make_area_concern("face", "fine-lines")
    make_area_concern("neck", "fine-lines")
    make_area_concern("stomach", "stretch-marks")


def test_an_intake_is_saved_with_everything_that_was_answered(answers, now):
    owner = make_user()
    sent = answers(
        areas=("face", "neck"),
        slots=("saturday",),
        slots_required=True,
        wishes=("woman",),
        musts=("speaks:es", "doctor"),
    )

    intake = submit_intake(answers=sent, owner=Owner(owner), now=now)

    intake.refresh_from_db()
    assert {area.slug for area in intake.areas.all()} == {"face", "neck"}
    assert {concern.slug for concern in intake.concerns.all()} == {"fine-lines"}
    assert (intake.zip_code, intake.radius_miles, intake.max_price) == ("94612", 15, 250)
    assert (round(intake.latitude, 1), round(intake.longitude, 1)) == (37.8, -122.3)
    assert (intake.slots, intake.slots_required) == (["saturday"], True)
    assert (intake.wishes, intake.musts) == (["woman"], ["doctor", "speaks:es"])
    assert (intake.owner, intake.consent_version) == (owner, CONSENT_VERSION)
    assert intake.adult_confirmed_at == intake.consented_at == now


def test_an_intake_knows_the_day_on_which_it_is_deleted(answers, now):
    intake = submit_intake(answers=answers(), owner=A_BROWSER, now=now)

    assert intake.expires_at == now + timedelta(days=settings.INTAKE_KEPT_DAYS)


def test_an_intake_has_a_job_from_its_first_moment(answers, now):
    intake = submit_intake(answers=answers(), owner=A_BROWSER, now=now)

    job = MatchJob.objects.get(intake=intake)
    assert (job.state, job.attempts, job.available_at) == (JobState.PENDING, 0, now)


def test_a_worker_is_told_only_after_the_commit(answers, now, django_capture_on_commit_callbacks, caplog):
    caplog.set_level("INFO", publishing.log.name)
    with django_capture_on_commit_callbacks() as hooks:
        intake = submit_intake(answers=answers(), owner=A_BROWSER, now=now)
        told_before = list(caplog.records)
    hooks[0]()

    assert told_before == []
    assert [record.job for record in caplog.records] == [intake.job.pk]


def test_the_same_form_again_gives_the_same_intake(answers, now):
    sent = answers()

    first = submit_intake(answers=sent, owner=A_BROWSER, now=now)
    again = submit_intake(answers=sent, owner=A_BROWSER, now=now + timedelta(seconds=1))

    assert again == first
    assert (Intake.objects.count(), MatchJob.objects.count()) == (1, 1)


def test_another_form_with_the_same_answers_is_another_intake(answers, now):
    sent = answers()

    first = submit_intake(answers=sent, owner=A_BROWSER, now=now)
    other = submit_intake(answers=replace(sent, form_key=str(uuid4())), owner=A_BROWSER, now=now)

    assert other != first
    assert other.token != first.token


def test_a_form_key_does_not_open_the_intake_of_another_account(answers, now):
    sent = answers()
    submit_intake(answers=sent, owner=Owner(make_user()), now=now)

    with pytest.raises(UserFacingError, match="start again"):
        submit_intake(answers=sent, owner=Owner(make_user()), now=now)


@pytest.mark.django_db(transaction=True)
def test_eight_submits_at_the_same_moment_make_one_intake(answers, now):
    sent = answers()
    together = threading.Barrier(8)
    got: list[int] = []

    def submit() -> None:
        together.wait()
        try:
            got.append(submit_intake(answers=sent, owner=A_BROWSER, now=now).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=submit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 8
    assert len(set(got)) == 1
    assert (Intake.objects.count(), MatchJob.objects.count()) == (1, 1)


def test_an_unknown_zip_code_is_said_and_nothing_is_saved(answers, now):
    with pytest.raises(UnknownZipError):
        submit_intake(answers=answers(zip_code="00000"), owner=A_BROWSER, now=now)

    assert not Intake.objects.exists()


@pytest.mark.parametrize(
    ("areas", "concerns", "told"),
    [
        ({"face", "stomach"}, {"fine-lines"}, "help with for: Stomach"),
        ({"face"}, {"fine-lines", "stretch-marks"}, "area for: Stretch marks"),
        ({"face"}, {"stretch-marks"}, "help with for: Face"),
        ({"moon"}, {"fine-lines"}, "no longer offer"),
        ({"face"}, {"tides"}, "no longer offer"),
    ],
)
def test_each_area_needs_its_concern_and_each_concern_its_area(answers, now, areas, concerns, told):
    with pytest.raises(UserFacingError, match=told):
        submit_intake(answers=answers(areas=tuple(areas), concerns=tuple(concerns)), owner=A_BROWSER, now=now)

    assert not Intake.objects.exists()


@pytest.mark.parametrize(
    ("areas", "concerns"), [({"face", "stomach"}, set()), (set(), {"stretch-marks"}), (set(), set())]
)
def test_not_sure_yet_is_an_answer(answers, now, areas, concerns):
    sent = answers(areas=tuple(areas), concerns=tuple(concerns))

    intake = submit_intake(answers=sent, owner=A_BROWSER, now=now)

    assert {area.slug for area in intake.areas.all()} == areas
    assert {concern.slug for concern in intake.concerns.all()} == concerns


def test_a_concern_that_is_no_longer_offered_anywhere_is_refused(answers, now):
    stretch = make_area_concern("stomach", "stretch-marks")
    stretch.is_active = False
    stretch.save()

    with pytest.raises(UserFacingError, match="no longer offer"):
        submit_intake(answers=answers(areas=("stomach",), concerns=()), owner=A_BROWSER, now=now)


@pytest.fixture
def wide_catalog():
    """Four concerns, each of them in four areas."""
    for area in range(4):
        for concern in range(4):
            make_area_concern(f"area-{area}", f"concern-{concern}")


def test_a_search_that_can_be_served_in_too_many_ways_is_refused(answers, now, wide_catalog):
    everything = tuple(f"concern-{number}" for number in range(4))

    with pytest.raises(UserFacingError, match="a lot at once"):
        submit_intake(answers=answers(areas=(), concerns=everything), owner=A_BROWSER, now=now)


def test_areas_without_a_concern_are_never_too_many(answers, now, wide_catalog):
    everywhere = tuple(f"area-{number}" for number in range(4))

    assert submit_intake(answers=answers(areas=everywhere, concerns=()), owner=A_BROWSER, now=now)


def test_what_was_answered_comes_back_as_the_same_record(answers, now):
    """Every field another than its default, so that none can be forgotten on the way."""
    sent = answers(
        areas=("face", "neck"),
        radius_miles=25,
        slots=("saturday", "sunday"),
        slots_required=True,
        wishes=("parking", "woman"),
        musts=("doctor", "speaks:es"),
        matters_most="cost",
    )
    assert [each.name for each in fields(Answers) if getattr(sent, each.name) == each.default] == []

    intake = submit_intake(answers=sent, owner=A_BROWSER, now=now)

    intake.refresh_from_db()
    back = answers_of([intake])[intake.pk]
    assert back == Answers(**{each.name: getattr(sent, each.name) for each in fields(Answers)})
    search = requirements_for(intake, on=now)
    assert {name: getattr(search, name) for name in TERMS} == back.terms()


def test_a_time_that_was_sent_twice_is_kept_once(answers, now):
    intake = submit_intake(answers=answers(slots=("sunday", "saturday", "sunday")), owner=A_BROWSER, now=now)

    assert intake.slots == ["saturday", "sunday"]
