"""Who may sign: what two of the staff saw of a clinician's license, and for how long."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from caarisma.accounts.models import AuditEvent
from caarisma.common.errors import UserFacingError
from tests.factories.providers import make_user
from tests.factories.signing import make_reviewer, seen_license
from treatments.signing.models import Reviewer
from treatments.signing.services.reviewing import confirm_reviewer, end_reviewer, enter_reviewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinician():
    return make_user(is_staff=True)


@pytest.fixture
def staff():
    return make_user(is_staff=True)


def in_force(now) -> set[int]:
    return set(Reviewer.objects.in_force(on=now.date()).values_list("pk", flat=True))


def test_one_enters_another_confirms_and_both_stand_in_the_trail(clinician, staff, now):
    entered = enter_reviewer(user_id=clinician.pk, seen=seen_license(now=now), by=staff, now=now)
    assert in_force(now) == set()

    confirm_reviewer(reviewer_id=entered.pk, by=make_user(is_staff=True), now=now)

    assert in_force(now) == {entered.pk}
    assert set(AuditEvent.objects.values_list("verb", flat=True)) == {"reviewer.enter", "reviewer.confirm"}


def test_nobody_enters_or_confirms_themselves_and_nobody_does_both(clinician, staff, now):
    with pytest.raises(UserFacingError, match="Another person"):
        enter_reviewer(user_id=clinician.pk, seen=seen_license(now=now), by=clinician, now=now)
    entered = enter_reviewer(user_id=clinician.pk, seen=seen_license(now=now), by=staff, now=now)

    for person in (staff, clinician):
        with pytest.raises(UserFacingError, match="Another person"):
            confirm_reviewer(reviewer_id=entered.pk, by=person, now=now)
        with pytest.raises(IntegrityError, match="reviewer_confirmed_by_another"), transaction.atomic():
            Reviewer.objects.update(confirmed_by=person, confirmed_at=now)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"license_state": "", "license_number": ""}, "or an NPI"),
        ({"license_number": ""}, "or an NPI"),
        ({"good_until": -1}, "at most"),
        ({"good_until": 367}, "at most"),
        ({"seen_on": 1}, "at most"),
        ({"is_made_up": True}, "demonstration"),
    ],
)
def test_what_was_not_seen_is_refused(clinician, staff, now, settings, changes, says):
    settings.DEMO = False
    days = {key: now.date() + timedelta(days=value) for key, value in changes.items() if type(value) is int}

    with pytest.raises(UserFacingError, match=says):
        enter_reviewer(user_id=clinician.pk, seen=seen_license(now=now, **{**changes, **days}), by=staff, now=now)


def test_an_npi_will_do(clinician, now):
    make_reviewer(clinician, now=now, license_state="", license_number="", npi="1234567893")

    assert len(in_force(now)) == 1


def test_what_was_seen_stops_counting_by_itself(clinician, now):
    row = make_reviewer(clinician, now=now, good_until=now.date() + timedelta(days=5))

    assert row.may_sign(on=now.date() + timedelta(days=5))
    assert in_force(now + timedelta(days=6)) == set()


def test_nothing_that_two_people_saw_is_mended_afterwards(clinician, now):
    row = make_reviewer(clinician, now=now)

    for change in ({"printed_name": "Eva Reyes"}, {"good_until": now.date()}, {"confirmed_at": now + timedelta(1)}):
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            Reviewer.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
        row.delete()


def test_an_entry_is_ended_with_a_reason_and_another_one_begins(clinician, staff, now):
    row = make_reviewer(clinician, now=now)
    with pytest.raises(UserFacingError, match="entered already"):
        enter_reviewer(user_id=clinician.pk, seen=seen_license(now=now), by=staff, now=now)
    with pytest.raises(UserFacingError, match="Say why"):
        end_reviewer(reviewer_id=row.pk, why=" ", by=staff, now=now)

    end_reviewer(reviewer_id=row.pk, why="Left.", by=staff, now=now)

    assert in_force(now) == set()
    with pytest.raises(UserFacingError, match="was ended"):
        confirm_reviewer(reviewer_id=row.pk, by=staff, now=now)
    assert make_reviewer(clinician, now=now).pk in in_force(now)


def test_a_live_site_cannot_have_a_made_up_clinician(clinician, now, settings):
    settings.DEMO = True
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL caarisma.made_up_times = off")

    with pytest.raises(IntegrityError, match="belongs in a demonstration"), transaction.atomic():
        make_reviewer(clinician, now=now, is_made_up=True)
