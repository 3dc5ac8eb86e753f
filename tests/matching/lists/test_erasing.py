"""Answers are deleted when the person who holds the link asks for it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.search.drafts import SENT_KEY, SESSION_KEY
from matching.search.enums import FinishedBy
from matching.search.models import HealthAnswers, Intake, Match, MatchJob
from matching.search.services.erasing import erase_intake
from matching.search.services.jobs import finish_match_job
from tests.factories.matching import make_intake, own
from tests.factories.providers import make_listed_location

pytestmark = pytest.mark.django_db


@pytest.fixture
def ranked(client):
    now = timezone.now()
    make_listed_location(now=now)
    intake = make_intake(now=now)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    own(client, intake)
    return intake


def address(intake: Intake) -> str:
    return reverse("matching:erase", args=[intake.token])


def test_the_list_leads_there(client, ranked):
    assert f'href="{address(ranked)}"' in client.get(ranked.get_absolute_url()).content.decode()


def test_asking_deletes_nothing_yet(client, ranked):
    page = client.get(address(ranked))

    assert page.status_code == 200
    assert "Delete your answers?" in page.content.decode()
    assert Intake.objects.filter(pk=ranked.pk).exists()


def test_saying_yes_deletes_the_answers_and_all_that_came_of_them(client, ranked):
    assert Match.objects.exists()

    answer = client.post(address(ranked), follow=True)

    assert "Your answers and your list are deleted." in answer.content.decode()
    left = [model.__name__ for model in (Intake, Match, MatchJob, HealthAnswers) if model.objects.exists()]
    assert left == []
    assert client.get(ranked.get_absolute_url()).status_code == 404


def test_the_session_forgets_them_too(client, ranked):
    session = client.session
    session[SESSION_KEY], session[SENT_KEY] = {"zip_code": "94612"}, str(ranked.form_key)
    session.save()

    client.post(address(ranked))

    assert {SESSION_KEY, SENT_KEY} & set(client.session.keys()) == set()


def test_another_persons_list_stays(client, ranked):
    other = make_intake(now=timezone.now())

    client.post(address(ranked))

    assert Intake.objects.get() == other


def test_asking_twice_is_no_error(ranked):
    assert erase_intake(intake_id=ranked.pk)

    assert not erase_intake(intake_id=ranked.pk)


def test_a_link_that_never_was_is_not_found(client):
    assert client.post(reverse("matching:erase", args=["nobody-s-link"])).status_code == 404
