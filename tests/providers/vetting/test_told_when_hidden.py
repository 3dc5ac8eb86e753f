"""Who is taken off the lists is told that there is something to read, not what; the desk, when it is due."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from providers.directory.models import Statement
from providers.exclusions.enums import ExclusionTier
from providers.exclusions.models import ExclusionHit
from providers.screening.enums import CaseKind
from providers.screening.rules.due import due_after, match_due
from providers.vetting.cases.cases import claim_case, look_again, suspend_provider, turn_down_case
from providers.vetting.exclusions.decisions import confirm_exclusion
from tests.factories.providers import make_exclusion, make_listed_location, make_provider, make_user
from tests.letters import delivered
from tests.providers.exclusions.leie_file import entry
from tests.providers.vetting.test_exclusion_matching import load  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def osei(now):
    """Amara Osei of Oakland, listed, with an account."""
    user = make_user("amara@example.com")
    return make_listed_location(now=now, provider=make_provider(user=user, last_name="Osei")).provider


def letters() -> list[str]:
    return [letter.subject for letter in delivered()]


def test_a_match_that_hides_is_told_without_a_word_of_the_list(load, osei, django_capture_on_commit_callbacks):  # noqa: F811
    with django_capture_on_commit_callbacks(execute=True):
        load(entry())

    (letter,) = delivered()
    assert (letter.to, letter.subject) == (["amara@example.com"], "Patients cannot see you for now")
    assert not {"exclusion", "federal", "match"} & set(letter.body.lower().split())


def test_the_next_run_does_not_tell_it_again(load, osei, django_capture_on_commit_callbacks):  # noqa: F811
    with django_capture_on_commit_callbacks(execute=True):
        load(entry())
        load(entry())

    assert len(delivered()) == 1


def test_a_weak_match_hides_nobody_and_tells_nobody(load, osei, django_capture_on_commit_callbacks):  # noqa: F811
    with django_capture_on_commit_callbacks(execute=True):
        load(entry(state="TX"))

    assert osei.exclusion_hits.get().hides is False
    assert delivered() == []


def test_a_weak_match_that_staff_confirm_is_told(osei, ana, now, django_capture_on_commit_callbacks):
    ana.user_permissions.set(Permission.objects.filter(codename="review_exclusionhit"))
    hit = make_exclusion(osei, now=now)
    ExclusionHit.objects.filter(pk=hit.pk).update(hides=False, tier=ExclusionTier.NAME)

    with django_capture_on_commit_callbacks(execute=True):
        confirm_exclusion(hit_id=hit.pk, reason="The same birth date.", seen="", by=ana, now=now)

    assert letters() == ["Patients cannot see you for now"]


def test_a_suspension_is_told_in_the_providers_language(osei, ana, now, django_capture_on_commit_callbacks):
    Statement.objects.create(provider=osei, language="es")

    with django_capture_on_commit_callbacks(execute=True):
        suspend_provider(provider_id=osei.pk, words="A complaint.", by=ana, now=now)

    assert letters() == ["Por ahora los pacientes no pueden verle"]
    assert "A complaint" not in delivered()[0].body


def test_who_was_on_no_list_is_not_told_that_they_are_hidden(ana, now, django_capture_on_commit_callbacks):
    provider = make_provider(user=make_user())

    with django_capture_on_commit_callbacks(execute=True):
        suspend_provider(provider_id=provider.pk, words="A complaint.", by=ana, now=now)

    assert delivered() == []


def test_one_decision_is_one_letter(osei, ana, now, django_capture_on_commit_callbacks):
    case = look_again(provider_id=osei.pk, kind=CaseKind.ALERT, words="", by=ana, now=now)
    claim_case(case_id=case.pk, by=ana, now=now)

    with django_capture_on_commit_callbacks(execute=True):
        turn_down_case(case_id=case.pk, reasons=["other"], words="No.", by=ana, now=now, first_by=make_user())

    assert letters() == ["We have finished our check"]


def test_a_match_that_hides_is_due_as_an_alert_and_a_near_one_as_a_case(now):
    assert match_due(now, hides=True) == due_after(now, kind=CaseKind.ALERT)
    assert match_due(now, hides=False) == due_after(now, kind=CaseKind.NEW)
    assert match_due(now, hides=True) < match_due(now, hides=False)


def test_the_desk_reads_when_a_match_is_due(client, osei, clock, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.force_login(make_user(is_staff=True, is_superuser=True))
    make_exclusion(osei, now=clock - timedelta(days=9))

    home = client.get(reverse("admin:index")).content.decode()
    matches = client.get(reverse("admin:exclusions_exclusionhit_changelist")).content.decode()

    assert "First match with an exclusion list: Late by" in home
    assert "Late by" in matches
