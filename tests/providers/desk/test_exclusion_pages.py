"""The exclusion list at the desk: who sees what, who may decide, and that nothing typed is lost."""

import io
import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse

from providers.directory.models import Provider
from providers.exclusions.models import ExclusionHit, ExclusionList
from providers.exclusions.services import judging
from tests.factories.providers import make_exclusion, make_listed_location, make_provider, make_user
from tests.providers.exclusions.leie_file import entry, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_lists_day"), pytest.mark.dated]

VIEWS = ("view_exclusionhit", "view_exclusionlist", "view_provider")


@pytest.fixture(autouse=True)
def _one_factor(settings):
    """The second factor is tested with accounts."""
    settings.STAFF_NEED_SECOND_FACTOR = False


@pytest.fixture
def run(tmp_path, monkeypatch, now) -> ExclusionList:
    """A list with a namesake of Amara Osei of Oakland, and one line that was kept in part."""
    monkeypatch.setattr(judging, "LEAST_IN_FULL", 1)
    make_listed_location(now=now, provider=make_provider(last_name="Osei", middle_name="Jo"))
    path = write(tmp_path / "list.csv", entry(midname="RUTH"), entry(lastname="LEE", npi="1234567890"))
    quiet = {"stdout": io.StringIO(), "stderr": io.StringIO()}
    call_command("import_leie", path, list_date=date(2026, 11, 10), **quiet)
    return ExclusionList.objects.latest("pk")


@pytest.fixture
def hit(run) -> ExclusionHit:
    return ExclusionHit.objects.get()


def staff(*codenames: str):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def sign_in(client, *codenames: str):
    user = staff(*VIEWS, *codenames)
    client.force_login(user)
    return user


def hit_url(hit: ExclusionHit) -> str:
    return reverse("admin:exclusions_exclusionhit_change", args=[hit.pk])


def run_url(run: ExclusionList) -> str:
    return reverse("admin:exclusions_exclusionlist_change", args=[run.pk])


def answers(page: str) -> set[str]:
    return set(re.findall(r'name="answer" value="(\w+)"', page))


def page(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_facts_of_both_sides_stand_beside_each_other(client, hit):
    sign_in(client)

    text = page(client, hit_url(hit))

    assert "RUTH" in text
    assert "License revoked, suspended or given up (1128b4)" in text
    assert re.search(r'<tr class="fact-different">\s*<th scope="row">Middle name</th>', text)
    assert "Different: middle name." in text


def test_another_second_first_name_is_a_difference_of_the_first_name(client, hit):
    sign_in(client)
    hit.compared["provider"] |= {"first_name": "Maria Elena", "middle_name": ""}
    hit.compared["records"][0] |= {"first_name": "MARIA LUISA", "middle_name": ""}
    hit.save()

    assert "Different: first name." in page(client, hit_url(hit))


def test_a_match_made_by_hand_has_a_page_too(client, now):
    sign_in(client, "review_exclusionhit")
    hit = make_exclusion(make_provider(), now=now)

    assert answers(page(client, hit_url(hit))) == {"confirm", "propose"}


@pytest.mark.parametrize(
    ("codenames", "first", "second"),
    [
        ((), set(), set()),
        (("review_exclusionhit",), {"confirm", "propose"}, {"confirm"}),
        (
            ("clear_exclusionhit",),
            set(),
            {"clear", "keep"},
        ),
    ],
    ids=["auditor", "vetter", "second reviewer"],
)
def test_each_role_is_offered_what_it_may_do(client, hit, now, codenames, first, second):
    sign_in(client, *codenames)
    assert answers(page(client, hit_url(hit))) == first

    ExclusionHit.objects.filter(pk=hit.pk).update(
        proposed_at=now, proposed_by=staff("review_exclusionhit"), proposed_reason="Born in 1988"
    )
    assert answers(page(client, hit_url(hit))) == second


def test_two_people_clear_a_match(client, hit):
    posted = {"seen": hit.fingerprint, "reason": "Born in 1988 on the ID"}
    sign_in(client, "review_exclusionhit")
    assert client.post(hit_url(hit), {**posted, "answer": "propose"}).status_code == 302

    sign_in(client, "clear_exclusionhit")
    assert client.post(hit_url(hit), {**posted, "answer": "clear"}).status_code == 302

    hit.refresh_from_db()
    assert hit.cleared_at
    assert answers(page(client, hit_url(hit))) == set()


def test_who_proposed_is_not_offered_to_clear_and_cannot(client, hit):
    posted = {"seen": hit.fingerprint, "reason": "Born in 1988 on the ID"}
    sign_in(client, "review_exclusionhit", "clear_exclusionhit")
    client.post(hit_url(hit), {**posted, "answer": "propose"})

    assert answers(page(client, hit_url(hit))) == {"confirm", "keep"}
    assert client.post(hit_url(hit), {**posted, "answer": "clear"}).status_code == 422
    hit.refresh_from_db()
    assert hit.cleared_at is None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"answer": ""}, "Choose one."),
        ({"answer": "eat"}, "This is no longer possible."),
        ({"reason": ""}, "Write why."),
        ({"reason": " "}, "Write why."),
        ({"seen": "0" * 64}, "The facts changed since you opened this page."),
        ({"seen": "x" * 99}, "This was not recorded."),
    ],
)
def test_a_bad_answer_comes_back_with_words_and_everything_typed(client, hit, changes, says):
    sign_in(client, "review_exclusionhit")
    posted = {"answer": "propose", "reason": "Born in 1988 on the ID", "seen": hit.fingerprint, **changes}

    answer = client.post(hit_url(hit), posted)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert says in text
    assert posted["reason"].strip() in text
    hit.refresh_from_db()
    assert hit.proposed_at is None


def test_who_may_only_look_decides_nothing(client, hit):
    sign_in(client)

    answer = client.post(hit_url(hit), {"answer": "confirm", "reason": "x", "seen": hit.fingerprint})

    assert answer.status_code == 403


def test_nobody_is_offered_a_decision_about_themselves(client, hit):
    user = sign_in(client, "review_exclusionhit")
    Provider.objects.filter(pk=hit.provider_id).update(user=user)

    assert answers(page(client, hit_url(hit))) == set()


def test_the_report_tells_steps_counts_lines_and_matches(client, run):
    sign_in(client)

    text = page(client, run_url(run))

    assert text.count("✓") == 4
    assert run.file_hash in text
    assert re.search(r"<dt>Rows read</dt>\s*<dd>\s*2\s*</dd>", text)
    assert "1234567890" in text
    assert "Osei" in text
    assert "http-equiv" not in text


def test_a_run_that_stopped_says_where_and_that_the_list_before_stays(client, run, now):
    ExclusionList.objects.filter(pk=run.pk).update(
        state="failed", stopped_in="reading", applied_at=None, problem="It broke off."
    )
    sign_in(client)

    text = page(client, run_url(run))

    assert text.count("✓") == 1
    assert "stopped here" in text
    assert "The list before it stays in use." in text


def test_a_running_import_loads_its_page_again_by_itself(client, run):
    ExclusionList.objects.filter(pk=run.pk).update(state="matching", finished_at=None)
    sign_in(client)

    assert '<meta http-equiv="refresh" content="5">' in page(client, run_url(run))


def test_a_person_signs_off(client, run):
    user = sign_in(client, "sign_off_exclusionlist")
    assert "Sign off this run" in page(client, run_url(run))

    assert client.post(run_url(run)).status_code == 302

    run.refresh_from_db()
    assert run.signed_off_by == user
    assert client.post(run_url(run)).status_code == 422


def test_who_may_not_sign_off_is_not_offered_to(client, run):
    sign_in(client)

    assert "Sign off this run" not in page(client, run_url(run))
    assert client.post(run_url(run)).status_code == 403


@pytest.mark.parametrize("name", ["exclusionhit", "exclusionlist"])
def test_pages_are_only_for_staff_who_may_view_them(client, run, name):
    row = {"exclusionhit": ExclusionHit, "exclusionlist": ExclusionList}[name].objects.latest("pk")
    urls = [
        reverse(f"admin:exclusions_{name}_changelist"),
        reverse(f"admin:exclusions_{name}_change", args=[row.pk]),
    ]
    assert [client.get(url).status_code for url in urls] == [302, 302]

    client.force_login(staff())
    assert [client.get(url).status_code for url in urls] == [403, 403]

    sign_in(client)
    assert [client.get(url).status_code for url in urls] == [200, 200]
    assert client.get(reverse(f"admin:exclusions_{name}_change", args=[999999])).status_code == 404
    assert client.get(reverse(f"admin:exclusions_{name}_add")).status_code == 403


@pytest.mark.parametrize("choice", ["first", "second", "confirmed", "cleared"])
def test_matches_are_found_by_whose_turn_it_is(client, hit, now, choice):
    reviewer = staff()
    done = {
        "second": {"proposed_at": now, "proposed_by": reviewer, "proposed_reason": "Born in 1988"},
        "confirmed": {"confirmed_at": now, "confirmed_by": reviewer, "confirmed_reason": "Same ID", "hides": True},
    }
    done["cleared"] = {**done["second"], "cleared_at": now, "cleared_by": staff(), "reason": "Saw the ID"}
    ExclusionHit.objects.filter(pk=hit.pk).update(**done.get(choice, {}))
    sign_in(client)

    for other in ("first", "second", "confirmed", "cleared"):
        found = client.get(reverse("admin:exclusions_exclusionhit_changelist"), {"decision": other}).context["cl"]
        assert found.queryset.exists() == (other == choice)


@pytest.mark.parametrize(
    ("today", "late"),
    [(date(2026, 11, 30), False), (date(2026, 12, 12), False), (date(2026, 12, 13), True), (date(2027, 2, 1), True)],
)
def test_after_the_twelfth_without_this_months_list_the_desk_is_warned(client, run, time_machine, today, late):
    time_machine.move_to(datetime.combine(today, time(12), ZoneInfo("America/New_York")))
    sign_in(client)

    text = page(client, reverse("admin:exclusions_exclusionlist_changelist"))

    assert ("No full list of this month" in text) == late
