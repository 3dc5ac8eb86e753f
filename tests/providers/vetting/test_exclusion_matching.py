"""Hits: who gets one, whom it hides, what a decision outlives, and who may decide."""

import io
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command

from providers.changes.services.applying import carry_out
from providers.directory.models import PracticeLocation, Provider
from providers.exclusions.enums import ExclusionTier
from providers.exclusions.models import ExclusionHit, ExclusionList
from providers.exclusions.services import judging
from providers.listing.listed import listed_places
from providers.profile.services.profile import NAME_FIELDS, OPEN_FIELDS, save_details
from providers.screening.enums import CheckKind, CheckResult, EventKind, Fact
from providers.screening.models import ScreeningCheck
from providers.vetting.cases.cases import NotReady, approve_case, record_fact_change
from providers.vetting.exclusions.checks import CannotSignOff, renew_exclusion_checks, sign_off
from providers.vetting.exclusions.decisions import (
    CannotDecide,
    clear_exclusion,
    confirm_exclusion,
    propose_clearing,
    reject_clearing,
)
from providers.vetting.exclusions.matching import match_provider
from tests.factories.providers import (
    make_comparison,
    make_exclusion,
    make_listed_location,
    make_location,
    make_provider,
    make_signed_list,
    make_user,
)
from tests.providers.exclusions.leie_file import entry, write
from tests.providers.vetting.cases import case_ready, make_clinic, sent_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_lists_day"), pytest.mark.dated]

SOMEBODY = entry(lastname="NOBODY", firstname="ELSE", state="WY")
LIST_DATE = date(2026, 11, 10)


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Reads a list of these rows, and of one person who is nobody's namesake; the run."""
    monkeypatch.setattr(judging, "LEAST_IN_FULL", 1)

    def load(*rows: dict[str, str], list_date: date = LIST_DATE, **options: object) -> ExclusionList:
        path = write(tmp_path / "list.csv", SOMEBODY, *rows)
        quiet = {"stdout": io.StringIO(), "stderr": io.StringIO()}
        call_command("import_leie", path, list_date=list_date, **quiet, **options)
        return ExclusionList.objects.latest("pk")

    return load


@pytest.fixture
def osei(now) -> Provider:
    """Amara Osei of Oakland, listed."""
    provider = make_provider(last_name="Osei")
    make_listed_location(now=now, provider=provider)
    return provider


def staff(*codenames: str):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def vetter():
    return staff("review_exclusionhit")


def second():
    return staff("clear_exclusionhit")


def is_listed(provider: Provider, now) -> bool:
    return listed_places(on=now).filter(provider=provider).exists()


def facts() -> list[tuple[object, ...]]:
    return list(ExclusionHit.objects.order_by("pk").values_list("pk", "tier", "hides", "fingerprint", "gone_on"))


def clear(hit: ExclusionHit, now) -> None:
    propose_clearing(hit_id=hit.pk, reason="Born in 1988", seen=hit.fingerprint, by=vetter(), now=now)
    clear_exclusion(hit_id=hit.pk, reason="Saw the ID", seen=hit.fingerprint, by=second(), now=now)


def test_the_same_npi_hides_at_once(load, osei, now):
    run = load(entry(npi=osei.npi, lastname="OTHER"))

    hit = osei.exclusion_hits.get()
    assert (hit.tier, hit.hides, hit.matched_on, hit.list_date) == (ExclusionTier.NPI, True, "NPI", LIST_DATE)
    assert not is_listed(osei, now)
    assert (run.providers_checked, run.new_exact_matches, run.new_near_matches) == (1, 1, 0)


def test_name_and_state_hide_at_once_too(load, osei, now):
    run = load(entry())

    assert osei.exclusion_hits.get().matched_on == "name, state"
    assert not is_listed(osei, now)
    assert (run.new_exact_matches, run.new_near_matches) == (0, 1)


def test_a_name_in_another_state_is_looked_at_and_hides_nobody(load, osei, now):
    load(entry(state="TX"))

    hit = osei.exclusion_hits.get()
    assert (hit.tier, hit.hides) == (ExclusionTier.NAME, False)
    assert is_listed(osei, now)


def test_the_page_has_the_facts_of_both_sides(load, osei):
    load(entry(midname="JO"), entry(midname="JO", excltype="1128a1", excldate="20180101"))

    compared = osei.exclusion_hits.get().compared
    assert compared["provider"]["last_name"] == "Osei"
    assert [record["exclusion_type"] for record in compared["records"]] == ["1128b4", "1128a1"]
    assert compared["agrees"] == ["state"]


def test_matching_again_changes_nothing(load, osei):
    load(entry(), entry(state="TX"))
    before = facts()

    run = load(entry(), entry(state="TX"))

    assert facts() == before
    assert (run.new_exact_matches, run.new_near_matches) == (0, 0)


def test_a_cleared_match_stays_cleared_in_every_later_run(load, osei, now):
    load(entry())
    clear(osei.exclusion_hits.get(), now)
    assert is_listed(osei, now)

    load(entry(address="9 ELM ST"), list_date=date(2026, 12, 10))

    assert not osei.exclusion_hits.open().exists()
    assert is_listed(osei, now)


@pytest.mark.parametrize("cells", [{"npi": "1234567893"}, {"dob": "19880314"}, {"midname": "JO"}])
def test_a_cleared_match_opens_again_when_the_entry_changes(load, osei, now, cells):
    load(entry())
    clear(osei.exclusion_hits.get(), now)

    load(entry(**cells))

    assert osei.exclusion_hits.open().count() == 1


def test_a_cleared_match_opens_again_when_the_providers_facts_change(load, osei, now):
    load(entry())
    clear(osei.exclusion_hits.get(), now)
    osei.middle_name = "Jo"
    osei.save()

    match_provider(provider_id=osei.pk, now=now)

    assert osei.exclusion_hits.open().count() == 1
    assert not is_listed(osei, now)


def test_facts_that_change_mend_the_open_match_and_drop_the_proposal_made_on_the_old_ones(load, osei, now):
    load(entry())
    hit = osei.exclusion_hits.get()
    propose_clearing(hit_id=hit.pk, reason="Born in 1988", seen=hit.fingerprint, by=vetter(), now=now)

    make_location(osei, state="NV", time_zone="America/Los_Angeles")
    match_provider(provider_id=osei.pk, now=now)

    mended = osei.exclusion_hits.get()
    assert mended.pk == hit.pk
    assert mended.fingerprint != hit.fingerprint
    assert mended.proposed_by is None


def test_what_hides_goes_on_hiding_when_the_match_gets_weaker(load, osei, now):
    load(entry())
    PracticeLocation.objects.filter(provider=osei).update(state="NV")
    osei.licenses.update(state="NV")

    match_provider(provider_id=osei.pk, now=now)

    hit = osei.exclusion_hits.get()
    assert (hit.tier, hit.hides) == (ExclusionTier.NAME, True)


def test_an_entry_that_left_the_list_is_marked_and_clears_nobody(load, osei, now):
    load(entry(npi=osei.npi))

    load(list_date=date(2026, 12, 10))

    hit = osei.exclusion_hits.get()
    assert hit.gone_on == date(2026, 12, 10)
    assert not is_listed(osei, now)


def test_an_entry_that_comes_back_is_no_longer_gone(load, osei):
    for rows in ([entry()], [], [entry()]):
        load(*rows)

    assert osei.exclusion_hits.get().gone_on is None


def test_somebody_new_is_matched_with_the_list_in_use(load, now):
    load(entry())
    provider = make_provider(last_name="Osei")
    make_location(provider)

    match_provider(provider_id=provider.pk, now=now)

    assert provider.exclusion_hits.get().tier == ExclusionTier.STATE


def test_without_a_list_nobody_is_matched(osei, now):
    match_provider(provider_id=osei.pk, now=now)

    assert not osei.exclusion_hits.exists()


def test_a_match_by_hand_is_left_alone(load, osei, now):
    by_hand = {"list_name": "SAM", "matched_on": "name", "found_at": now, "list_date": LIST_DATE}
    ExclusionHit.objects.create(provider=osei, **by_hand)

    load()

    assert osei.exclusion_hits.get().gone_on is None


def test_each_step_is_in_the_providers_history(load, osei, now):
    load(entry())
    hit = osei.exclusion_hits.get()
    clear(hit, now)

    kinds = list(osei.case_events.values_list("kind", flat=True))
    assert kinds == [EventKind.EXCLUSION_FOUND, EventKind.EXCLUSION_PROPOSED, EventKind.EXCLUSION_CLEARED]


def test_one_person_alone_clears_nobody(load, osei, now):
    load(entry())
    hit, alone = osei.exclusion_hits.get(), staff("review_exclusionhit", "clear_exclusionhit")
    propose_clearing(hit_id=hit.pk, reason="Born in 1988", seen=hit.fingerprint, by=alone, now=now)

    with pytest.raises(CannotDecide, match="Somebody else"):
        clear_exclusion(hit_id=hit.pk, reason="I am sure", seen=hit.fingerprint, by=alone, now=now)

    assert not is_listed(osei, now)


def test_nothing_is_cleared_without_a_proposal(load, osei, now):
    load(entry())
    hit = osei.exclusion_hits.get()

    with pytest.raises(CannotDecide, match="Nobody has proposed"):
        clear_exclusion(hit_id=hit.pk, reason="Saw the ID", seen=hit.fingerprint, by=second(), now=now)


def test_a_decision_on_facts_that_changed_meanwhile_is_refused(load, osei, now):
    load(entry())

    with pytest.raises(CannotDecide, match="facts changed"):
        propose_clearing(
            hit_id=osei.exclusion_hits.get().pk, reason="Born in 1988", seen="0" * 64, by=vetter(), now=now
        )


def test_a_reason_is_needed(load, osei, now):
    load(entry())
    hit = osei.exclusion_hits.get()

    with pytest.raises(CannotDecide, match="why"):
        propose_clearing(hit_id=hit.pk, reason="  ", seen=hit.fingerprint, by=vetter(), now=now)


def test_who_may_not_clear_does_not(load, osei, now):
    load(entry())
    hit = osei.exclusion_hits.get()
    propose_clearing(hit_id=hit.pk, reason="Born in 1988", seen=hit.fingerprint, by=vetter(), now=now)

    with pytest.raises(CannotDecide, match="role"):
        clear_exclusion(hit_id=hit.pk, reason="Saw the ID", seen=hit.fingerprint, by=vetter(), now=now)


def test_nobody_decides_about_themselves(load, osei, now):
    load(entry())
    hit, self = osei.exclusion_hits.get(), vetter()
    Provider.objects.filter(pk=osei.pk).update(user=self)

    with pytest.raises(CannotDecide, match="about you"):
        propose_clearing(hit_id=hit.pk, reason="Not me", seen=hit.fingerprint, by=self, now=now)


def test_a_proposal_that_convinced_nobody_leaves_the_match_open(load, osei, now):
    load(entry())
    hit = osei.exclusion_hits.get()
    propose_clearing(hit_id=hit.pk, reason="Born in 1988", seen=hit.fingerprint, by=vetter(), now=now)

    reject_clearing(hit_id=hit.pk, reason="The ID is not legible", seen=hit.fingerprint, by=second(), now=now)

    assert osei.exclusion_hits.awaiting().get().proposed_by is None


def test_a_weak_match_that_somebody_confirms_hides(load, osei, now):
    load(entry(state="TX"))
    hit = osei.exclusion_hits.get()

    confirm_exclusion(hit_id=hit.pk, reason="Same address on the ID", seen=hit.fingerprint, by=vetter(), now=now)

    assert not is_listed(osei, now)
    assert not ExclusionHit.objects.awaiting().exists()


def test_a_sign_off_renews_the_check_of_everybody_without_an_open_match(load, osei, now):
    weak = make_listed_location(now=now, provider=make_provider(last_name="Lee")).provider
    run = load(entry(lastname="LEE", state="TX"))
    by, later = staff("sign_off_exclusionlist"), now + timedelta(minutes=5)  # the import told its own time

    sign_off(list_id=run.pk, by=by, now=later)

    check = ScreeningCheck.objects.get(case__provider=osei, kind=CheckKind.EXCLUSION)
    assert (check.result, check.report_date, check.good_until) == (CheckResult.PASS, LIST_DATE, date(2026, 12, 31))
    assert (check.verified_by, check.verified_at) == (None, later)  # the machine answers; the history names who signed
    assert check.case.events.get(kind="checked").by == by
    assert run.file_hash[:16] in check.reference
    left = ScreeningCheck.objects.get(case__provider=weak, kind=CheckKind.EXCLUSION)
    assert left.verified_at != later
    run.refresh_from_db()
    assert (run.signed_off_by, run.checks_renewed) == (by, 1)


def test_a_failed_check_and_a_newer_one_stay_as_they_are(load, osei, now):
    other = make_listed_location(now=now).provider
    run, later = load(), LIST_DATE + timedelta(days=1)
    checks = ScreeningCheck.objects.filter(kind=CheckKind.EXCLUSION)
    confirmed = {"confirmed_at": now, "confirmed_by": make_user(is_staff=True), "confirmed_reason": "It is her."}
    ExclusionHit.objects.filter(pk=make_exclusion(osei, now=now).pk).update(**confirmed)
    checks.filter(case__provider=osei).update(result=CheckResult.FAIL, verified_at=now)
    make_comparison(make_signed_list(later), other, at=now)
    checks.filter(case__provider=other).update(
        report_date=later, exclusion_list=make_signed_list(later), verified_at=now
    )

    assert renew_exclusion_checks(list_id=run.pk, by=make_user(is_staff=True), now=now) == 0


def test_who_signs_off_does_not_renew_their_own_check(load, osei, now):
    run, by = load(), staff("sign_off_exclusionlist")
    Provider.objects.filter(pk=osei.pk).update(user=by)

    sign_off(list_id=run.pk, by=by, now=now)

    assert ScreeningCheck.objects.get(case__provider=osei, kind=CheckKind.EXCLUSION).verified_by != by


def test_a_supplement_signed_off_renews_no_check(load, osei, now):
    run = load(supplement=True)

    assert sign_off(list_id=run.pk, by=staff("sign_off_exclusionlist"), now=now).checks_renewed == 0


def test_only_the_newest_run_is_signed_off_once_and_by_who_may(load, now):
    old, run = load(), load()
    by = staff("sign_off_exclusionlist")

    with pytest.raises(CannotSignOff, match="newer full list"):
        sign_off(list_id=old.pk, by=by, now=now)
    with pytest.raises(CannotSignOff, match="role"):
        sign_off(list_id=run.pk, by=vetter(), now=now)
    sign_off(list_id=run.pk, by=by, now=now)
    with pytest.raises(CannotSignOff, match="already"):
        sign_off(list_id=run.pk, by=by, now=now)


def test_the_command_signs_off_for_a_member_of_staff(load, osei):
    by = staff("sign_off_exclusionlist")

    assert load(sign_off=by.email).signed_off_by == by


def test_a_chunk_of_providers_costs_the_same_for_few_and_many(load, now, django_assert_max_num_queries):
    for _ in range(12):
        make_location(make_provider())
    load(entry())

    from providers.vetting.exclusions.matching import _match

    with django_assert_max_num_queries(17):
        _match(list(Provider.objects.values_list("pk", flat=True)), ExclusionList.objects.latest("pk"), now=now)


def test_a_case_that_is_sent_is_matched_with_the_list_in_use(load, now):
    load(entry())

    case = sent_case(make_clinic(last_name="Osei"), now=now)

    assert case.provider.exclusion_hits.get().tier == ExclusionTier.STATE


def test_nobody_on_a_newer_list_is_approved(load, now):
    ana = make_user(is_staff=True)
    case = case_ready(make_clinic(last_name="Osei"), by=ana, now=now)
    load(entry())
    ExclusionHit.objects.all().delete()

    with pytest.raises(NotReady):
        approve_case(case_id=case.pk, by=ana, now=now)


def test_a_new_name_is_matched_with_the_change(load, now):
    load(entry())
    location = make_clinic(last_name="Park")
    sent_case(location, now=now)
    Provider.objects.filter(pk=location.provider_id).update(last_name="Osei")

    record_fact_change(provider_id=location.provider_id, what=Fact.NAME, by=None, now=now)

    assert ExclusionHit.objects.open().filter(provider=location.provider_id).exists()


def test_a_new_name_that_waits_for_the_desk_is_matched_and_cleared_before_it_is_approved(load, osei, now):
    load(entry(lastname="PARK"))
    user = make_user()
    Provider.objects.filter(pk=osei.pk).update(user=user)
    values = {name: getattr(osei, name) for name in (*NAME_FIELDS, *OPEN_FIELDS, "specialty")} | {"last_name": "Park"}

    save_details(provider_id=osei.pk, values=values, language="en", by=user, now=now)
    hit = osei.exclusion_hits.get()
    clear(hit, now)
    carry_out(osei.proposed_changes.get(), now=now)
    match_provider(provider_id=osei.pk, now=now)

    osei.refresh_from_db()
    assert (osei.last_name, [str(name) for name in osei.former_names.all()]) == ("Park", ["Amara Osei"])
    assert not osei.exclusion_hits.open().exists()


def test_the_name_before_is_still_matched_after_a_change(load, osei, now):
    user = make_user()
    Provider.objects.filter(pk=osei.pk).update(user=user)
    values = {name: getattr(osei, name) for name in (*NAME_FIELDS, *OPEN_FIELDS, "specialty")} | {"last_name": "Park"}
    save_details(provider_id=osei.pk, values=values, language="en", by=user, now=now)
    carry_out(osei.proposed_changes.get(), now=now)

    load(entry())

    assert osei.exclusion_hits.get().hides


def test_a_name_like_it_is_looked_at_hides_nobody_and_passes_nobody(load, osei, now):
    run = load(entry(lastname="OSEY"), entry(firstname="AMY", lastname="OSEI"), entry(firstname="AMARAH"))

    hit = osei.exclusion_hits.get()
    assert (hit.tier, hit.hides, hit.matched_on) == (ExclusionTier.LOOK, False, "a name like it, state")
    assert is_listed(osei, now)
    sign_off(list_id=run.pk, by=staff("sign_off_exclusionlist"), now=now)
    assert ScreeningCheck.objects.get(case__provider=osei, kind=CheckKind.EXCLUSION).verified_at != now


def test_the_first_name_before_is_still_matched_after_a_change(load, osei, now):
    user = make_user()
    Provider.objects.filter(pk=osei.pk).update(user=user)
    values = {name: getattr(osei, name) for name in (*NAME_FIELDS, *OPEN_FIELDS, "specialty")} | {"first_name": "Jane"}
    save_details(provider_id=osei.pk, values=values, language="en", by=user, now=now)
    load(entry())
    assert osei.exclusion_hits.get().hides  # waits for the desk: both names are matched
    carry_out(osei.proposed_changes.get(), now=now)

    load(entry())

    osei.refresh_from_db()
    assert (osei.first_name, [str(name) for name in osei.former_names.all()]) == ("Jane", ["Amara Osei"])
    assert osei.exclusion_hits.open().get().hides
