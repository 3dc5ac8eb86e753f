"""What matters most: the same people in another order, with one press, and the page says what it did."""

import re
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone

from matching.engine import CURRENT, Factor
from matching.lists.services.filtering import change_answers, choose_what_matters_most, version_of
from matching.lists.services.owning import share_list
from matching.lists.services.relaxing import undo_change
from matching.search.answers import answers_of
from matching.search.assembly import requirements_for
from matching.search.enums import FinishedBy, MattersMost
from matching.search.models import Intake
from matching.search.services.jobs import finish_match_job
from providers.directory.enums import Weekday
from providers.directory.models import WeeklyHours
from tests.factories.matching import make_intake, own
from tests.factories.providers import make_listed_location
from tests.factories.treatments import make_area_concern
from tests.matching.search.filling_in import answer, answer_all, send, step_url, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def intake(client, now) -> Intake:
    """Two who fit: a cheap one whose opening is far, and one that is dear and open soon."""
    make_area_concern("face", "fine-lines")
    confirmed = now.date()
    far, soon = now + timedelta(days=26), now + timedelta(days=1)
    make_listed_location(now=now, price=150, next_opening_at=far, hours_confirmed_on=confirmed, clinic_name="Cheap")
    make_listed_location(now=now, price=240, next_opening_at=soon, hours_confirmed_on=confirmed, clinic_name="Soon")
    intake = make_intake(now=now, max_price=250)
    own(client, intake)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    return intake


def press(client, intake: Intake, code: str):
    return client.post(reverse("matching:most", args=[intake.token]), {"most": code})


def order(intake: Intake) -> list[str]:
    return [match.location.clinic_name for match in intake.matches.select_related("location").order_by("position")]


def test_the_codes_are_the_engines_factors():
    assert [choice.value for choice in MattersMost] == [factor.value for factor in Factor]


def test_a_press_orders_the_same_people_anew_and_the_page_says_so(client, intake):
    for code, first in (("cost", "Cheap"), ("openings", "Soon"), ("cost", "Cheap")):
        assert press(client, intake, code).headers["Location"] == intake.get_absolute_url()

        page = text(client.get(intake.get_absolute_url()))
        assert order(intake)[0] == first
        assert "2 providers fit your plan" in page
        assert f'value="{code}" aria-pressed="true"' in page
        assert page.count('aria-pressed="true"') == 1
        assert f"{CURRENT.favoring(Factor(code)).points[Factor(code)]} points" in page


def test_a_card_says_which_choice_moved_it_once(client, intake):
    press(client, intake, "openings")

    page = text(client.get(intake.get_absolute_url()))

    assert page.count("<li>You said soon matters most. Next opening on ") == 1
    assert "It changes the order of your list, never who fits." in page


def test_all_the_same_takes_it_back(client, intake):
    before = order(intake)
    press(client, intake, "cost")
    press(client, intake, "")

    page = text(client.get(intake.get_absolute_url()))

    assert order(intake) == before
    assert 'value="" aria-pressed="true"' in page
    assert "You said" not in page


@pytest.mark.parametrize("code", ["money", "cost\x00", "a" * 9999, "'; --"])
def test_what_no_button_sends_changes_nothing(client, intake, code):
    press(client, intake, "cost")
    assert press(client, intake, code).status_code == 303
    assert client.post(reverse("matching:most", args=[intake.token])).status_code == 303

    intake.refresh_from_db()
    assert intake.matters_most == "cost"


def test_a_wish_that_nobody_told_is_said_to_change_little(client, intake):
    press(client, intake, "wishes")

    assert "You have not told us a wish yet, so it changes little." in text(client.get(intake.get_absolute_url()))


def test_times_that_stand_among_the_wishes_are_not_denied(client, intake):
    """They rank like a wish, and the list calls them so."""
    Intake.objects.filter(pk=intake.pk).update(slots=["saturday"])
    press(client, intake, "wishes")

    page = text(client.get(intake.get_absolute_url()))

    assert "You said your wishes matter most." in page
    assert "You have not told us a wish yet" not in page


def test_nobody_is_promised_the_same_people_of_more_than_a_list_keeps(client, intake, now):
    """Of 32 who fit a list keeps 30, and others of them when soon matters most."""
    for number in range(30):
        opening = now + timedelta(days=26) if number else now + timedelta(days=27)
        make_listed_location(now=now, price=150, next_opening_at=opening, hours_confirmed_on=now.date())
    press(client, intake, "cost")
    cheap = set(order(intake)), set(intake.matches.values_list("provider", flat=True))
    press(client, intake, "openings")
    soon = set(order(intake)), set(intake.matches.values_list("provider", flat=True))

    page = text(client.get(intake.get_absolute_url()))

    assert cheap[1] != soon[1]
    assert "32 providers fit your plan" in page
    assert "same people" not in page


def test_that_soon_matters_most_is_not_said_of_the_hours_that_a_clinic_keeps(client, intake, now):
    """Open on Saturdays, and nobody knows when: that is no answer to soon."""
    place = make_listed_location(now=now, price=200, clinic_name="Saturdays")
    WeeklyHours.objects.create(location=place, weekday=Weekday.SATURDAY, opens="09:00", closes="17:00")
    Intake.objects.filter(pk=intake.pk).update(slots=["saturday"])
    press(client, intake, "openings")

    page = text(client.get(intake.get_absolute_url()))

    assert "<li>Open on Saturdays</li>" in page
    assert "You said soon matters most. Open on Saturdays" not in page


def test_a_change_that_the_press_took_back_leaves_no_empty_note(client, intake, now):
    answers = replace(answers_of([intake])[intake.pk], matters_most="distance")
    assert change_answers(intake_id=intake.pk, answers=answers, version=version_of(intake), now=now)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    assert "You added: What matters most: Near me." in text(client.get(intake.get_absolute_url()))
    press(client, intake, "")

    assert "Undo" not in text(client.get(intake.get_absolute_url()))


def test_undoing_another_change_keeps_it(client, intake):
    client.post(reverse("matching:remove_filter", args=[intake.token]), {"without": "price"})
    press(client, intake, "openings")
    undo_change(intake_id=intake.pk, change_id=intake.changes.get().pk, now=timezone.now())

    intake.refresh_from_db()
    assert (intake.max_price, intake.matters_most) == (250, "openings")


def test_a_shared_copy_has_the_order_and_neither_the_choice_nor_the_buttons(client, intake):
    press(client, intake, "openings")
    share_list(intake_id=intake.pk, now=timezone.now())
    intake.refresh_from_db()
    client.logout()

    page = text(client.get(intake.get_shared_url()))

    assert "You said" not in page
    assert "aria-pressed" not in page


def test_the_database_refuses_another_word(intake):
    with pytest.raises(IntegrityError, match="intake_matters_most_known"), connection.cursor() as cursor:
        cursor.execute("UPDATE search_intake SET matters_most = 'money'")


def test_an_intake_that_was_never_asked_has_all_the_same(intake, now):
    assert requirements_for(Intake.objects.get(), on=now).matters_most is None


def test_it_may_be_left_open(client, now):
    make_area_concern("face", "fine-lines")
    answer_all(client, up_to="most")
    assert re.search('name="matters_most" value=""[^>]* checked', text(client.get(step_url("most"))))
    client.post(step_url("most"), {})
    answer(client, "health")
    send(client)

    assert Intake.objects.get().matters_most == ""


def test_the_question_is_told_again_and_kept(client, now):
    make_area_concern("face", "fine-lines")
    answer_all(client)
    assert "Soon" in text(client.get(reverse("matching:check")))
    send(client)

    assert requirements_for(Intake.objects.get(), on=now).matters_most is Factor.OPENINGS


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_holds(intake, now):
    threads = [
        threading.Thread(target=_choose, args=(intake.pk, choice)) for choice in (MattersMost.SOON, MattersMost.NEAR)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    intake.refresh_from_db()
    assert intake.matters_most in ("openings", "distance")
    assert intake.job.list_at is None


def _choose(intake_id: int, choice: MattersMost) -> None:
    try:
        choose_what_matters_most(intake_id=intake_id, choice=choice, now=timezone.now())
    finally:
        connection.close()
