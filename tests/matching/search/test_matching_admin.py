"""Staff see how a ranking went. They change nothing, and do not learn what a person asked for."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from matching.search.enums import FinishedBy, JobState
from matching.search.models import HealthAnswers, Intake, IntakeChange, MatchJob
from matching.search.services.jobs import finish_match_job
from tests.factories.matching import make_intake
from tests.factories.providers import make_listed_location, make_user

pytestmark = pytest.mark.django_db

MODELS = ("intake", "matchjob", "match", "nearmiss")


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.STAFF_NEED_SECOND_FACTOR = False


@pytest.fixture
def boss(client):
    user = make_user(is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


@pytest.fixture
def staff(client):
    """May view everything of matching, and change nothing."""
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="search", codename__startswith="view"))
    client.force_login(user)
    return client


def ranked(how_many: int) -> None:
    now = timezone.now()
    for _ in range(how_many):
        make_listed_location(now=now)
        make_listed_location(now=now, price=300)
        finish_match_job(job_id=make_intake(now=now).job.pk, by=FinishedBy.WORKER, now=now)


def page(model: str, kind: str = "changelist", *args: object) -> str:
    return reverse(f"admin:search_{model}_{kind}", args=args)


@pytest.mark.parametrize("model", MODELS)
def test_a_list_takes_the_same_queries_however_long_it_is(boss, model, django_assert_max_num_queries):
    ranked(1)
    boss.get(page(model))
    with django_assert_max_num_queries(30) as short:
        boss.get(page(model))
    ranked(3)

    with django_assert_max_num_queries(len(short)):
        response = boss.get(page(model))

    assert response.context["cl"].result_count >= 4


@pytest.mark.parametrize("model", MODELS)
def test_a_row_can_be_looked_at_but_not_added_changed_or_deleted(boss, model):
    ranked(1)
    row = boss.get(page(model)).context["cl"].result_list[0]

    looked = boss.get(page(model, "change", row.pk))

    assert looked.status_code == 200
    assert "_save" not in looked.content.decode()
    assert boss.post(page(model, "change", row.pk), {}).status_code == 403
    assert boss.get(page(model, "add")).status_code == 403
    assert boss.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_an_intake_does_not_show_who_asked_for_what_where(boss):
    intake = make_intake(now=timezone.now(), owner=make_user("patient@example.com"), musts=["speaks:fa"])

    shown = boss.get(page("intake")).content.decode() + boss.get(page("intake", "change", intake.pk)).content.decode()

    for private in (intake.token, "patient@example.com", "94612", "speaks:fa", str(intake.form_key), "37.8"):
        assert private not in shown


@pytest.mark.parametrize("model", [HealthAnswers, IntakeChange])
def test_health_answers_and_changes_are_not_in_the_admin_at_all(model):
    assert not admin.site.is_registered(model)


@pytest.mark.parametrize("model", MODELS)
def test_lists_can_be_searched_by_the_number_of_an_intake(boss, model):
    ranked(2)
    intake = Intake.objects.first()

    found = boss.get(page(model), {"q": str(intake.job.pk if model == "matchjob" else intake.pk)})

    assert found.status_code == 200
    assert found.context["cl"].result_count >= 1


def retry(client, *jobs: MatchJob):
    return client.post(page("matchjob"), {"action": "retry", "_selected_action": [job.pk for job in jobs]})


def test_a_dead_job_is_tried_again_and_the_others_are_left_alone(boss):
    ranked(1)
    done, dead = MatchJob.objects.get(), make_intake(now=timezone.now()).job
    MatchJob.objects.filter(pk=dead.pk).update(state=JobState.DEAD, attempts=5)

    retry(boss, done, dead)

    done.refresh_from_db()
    dead.refresh_from_db()
    assert (dead.state, dead.attempts) == (JobState.PENDING, 0)
    assert done.state == JobState.DONE


def test_who_may_only_view_cannot_retry(staff):
    dead = make_intake(now=timezone.now()).job
    MatchJob.objects.update(state=JobState.DEAD, attempts=5)

    seen = staff.get(page("matchjob"))
    retry(staff, dead)

    dead.refresh_from_db()
    assert seen.status_code == 200
    assert dead.state == JobState.DEAD


@pytest.mark.parametrize("chosen", ["x", "1 OR 1", "", "\u0661", "9" * 40, "1.5"])
def test_a_row_number_that_is_none_is_a_bad_request_and_no_error_of_ours(boss, chosen):
    ranked(1)

    response = boss.post(page("matchjob"), {"action": "retry", "_selected_action": chosen})

    assert response.status_code == 400
