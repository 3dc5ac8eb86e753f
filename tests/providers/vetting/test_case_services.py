"""What moves a case, who may do it, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from caarisma.common.errors import IllegalMove, UserFacingError
from providers.directory.enums import LicenseStatus
from providers.directory.models import PracticeLocation
from providers.listing.listed import listed_places
from providers.screening.enums import CaseKind, CaseStatus, CheckKind, CheckResult, EventKind, Fact
from providers.screening.models import CaseEvent, ScreeningCase
from providers.screening.rules.case_rules import Block
from providers.screening.rules.due import due_after
from providers.screening.rules.required import EVERYONE
from providers.vetting.cases.cases import (
    CaseTaken,
    NotReady,
    OutOfDate,
    approve_case,
    ask_for_more,
    claim_case,
    look_again,
    open_case,
    record_fact_change,
    record_license,
    release_case,
    send_case,
    turn_down_case,
)
from tests.factories.providers import make_exclusion, make_listed_location, make_location, make_user
from tests.providers.vetting.cases import (
    board_says_active,
    case_in_review,
    case_ready,
    make_clinic,
    pass_check,
    sent_case,
)
from tests.rules import close_state

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


def listed(location: PracticeLocation, at: datetime) -> bool:
    return listed_places(on=at).filter(pk=location.pk).exists()


# --- From the provider to the desk ---------------------------------------------------------------------------------
def test_opening_twice_gives_the_same_case(now):
    location = make_clinic()

    first, second = (open_case(provider_id=location.provider_id, kind=CaseKind.NEW, by=None, now=now) for _ in "ab")

    assert first == second


def test_a_sent_case_has_a_due_time_and_no_owner(now):
    case = sent_case(now=now)

    assert (case.status, case.owner, case.due_at) == (CaseStatus.SENT, None, now + timedelta(days=2))


def test_a_case_in_review_cannot_be_sent_again(now, ana):
    case = case_in_review(by=ana, now=now)

    with pytest.raises(IllegalMove):
        send_case(case_id=case.pk, by=None, now=now)


@pytest.mark.parametrize(
    ("sent", "kind", "due"),
    [
        ("2026-11-24 17:00", CaseKind.NEW, "2026-11-26 17:00"),  # Tuesday -> Thursday
        ("2026-11-26 17:00", CaseKind.NEW, "2026-11-30 17:00"),  # Thursday -> Monday
        ("2026-11-27 17:00", CaseKind.ALERT, "2026-11-30 17:00"),  # Friday -> Monday
        ("2026-11-28 17:00", CaseKind.NEW, "2026-12-02 05:00"),  # Saturday: from Monday's midnight in New York
        ("2026-10-30 17:00", CaseKind.ALERT, "2026-11-02 18:00"),  # the clocks go back: still 1 PM in New York
    ],
)
def test_the_due_time_counts_working_days(sent, kind, due):
    at = datetime.fromisoformat(sent).replace(tzinfo=UTC)

    assert due_after(at, kind=kind) == datetime.fromisoformat(due).replace(tzinfo=UTC)


# --- Claims --------------------------------------------------------------------------------------------------------
def test_taking_a_case_puts_it_in_review_for_twenty_minutes(now, ana):
    case = case_in_review(by=ana, now=now)

    assert (case.status, case.owner, case.claimed_until) == (CaseStatus.IN_REVIEW, ana, now + timedelta(minutes=20))


def test_a_case_that_a_colleague_holds_is_refused_by_name(now, ana, ben):
    case = case_in_review(by=ana, now=now)

    with pytest.raises(CaseTaken, match=r"with ana@example\.com now"):
        claim_case(case_id=case.pk, by=ben, now=now)


def test_with_a_reason_a_colleague_takes_over_and_the_reason_is_kept(now, ana, ben):
    case = case_in_review(by=ana, now=now)

    claim_case(case_id=case.pk, by=ben, now=now, why="Ana is ill.")

    event = CaseEvent.objects.get(kind=EventKind.TAKEN_OVER)
    assert (event.by, event.words) == (ben, "Ana is ill.")


def test_a_claim_runs_out(now, ana, ben):
    case = case_in_review(by=ana, now=now)

    assert claim_case(case_id=case.pk, by=ben, now=now + timedelta(minutes=21)).owner == ben


def test_a_case_given_back_may_be_taken_by_anybody(now, ana, ben):
    case = case_in_review(by=ana, now=now)
    release_case(case_id=case.pk, by=ana, now=now)

    assert claim_case(case_id=case.pk, by=ben, now=now).owner == ben


def test_nobody_works_on_a_case_that_a_colleague_holds(now, ana, ben):
    case = case_in_review(by=ana, now=now)

    with pytest.raises(CaseTaken):
        pass_check(case, CheckKind.NPI, by=ben, now=now)


def test_nobody_checks_themselves(now):
    location = make_clinic()
    case = sent_case(location, now=now)

    with pytest.raises(UserFacingError, match="about you"):
        claim_case(case_id=case.pk, by=location.provider.user, now=now)


# --- Checks --------------------------------------------------------------------------------------------------------
def test_a_check_holds_no_longer_than_our_limit_for_it(now, ana):
    case = case_in_review(by=ana, now=now)

    check = pass_check(case, CheckKind.NPI, by=ana, now=now, good_until=now.date() + timedelta(days=900))

    assert check.good_until == datetime(2026, 12, 31).date()


def test_a_pass_that_has_ended_is_refused(now, ana):
    case = case_in_review(by=ana, now=now)

    with pytest.raises(UserFacingError, match="cannot be a pass"):
        pass_check(case, CheckKind.INSURANCE, by=ana, now=now, good_until=now.date() - timedelta(days=1))


def test_a_report_from_the_future_is_refused(now, ana):
    case = case_in_review(by=ana, now=now)

    with pytest.raises(UserFacingError, match="in the future"):
        pass_check(case, CheckKind.SCOPE, by=ana, now=now, report_date=now.date() + timedelta(days=1))


def test_the_license_passes_only_with_an_active_license_for_each_state_with_a_clinic(now, ana):
    location = make_clinic()
    make_location(location.provider, state="NV", city="Reno", zip_code="89501")
    case = case_in_review(location, by=ana, now=now)
    board_says_active(case, by=ana, now=now)

    with pytest.raises(UserFacingError, match="NV"):
        pass_check(case, CheckKind.LICENSE, by=ana, now=now)


def test_a_license_check_ends_with_the_license(now, ana):
    case = case_in_review(by=ana, now=now)
    board_says_active(case, by=ana, now=now, until=now.date() + timedelta(days=40))

    check = pass_check(case, CheckKind.LICENSE, by=ana, now=now)

    assert check.good_until == now.date() + timedelta(days=40)


def test_a_nearer_end_that_somebody_typed_for_the_license_counts(now, ana):
    case = case_in_review(by=ana, now=now)
    board_says_active(case, by=ana, now=now, until=now.date() + timedelta(days=100))

    check = pass_check(case, CheckKind.LICENSE, by=ana, now=now, good_until=now.date() + timedelta(days=40))

    assert check.good_until == now.date() + timedelta(days=40)


def test_a_new_answer_of_the_board_undoes_the_license_check(now, ana):
    case = case_ready(by=ana, now=now)

    record_license(
        case_id=case.pk,
        license_id=case.provider.licenses.get().pk,
        status=LicenseStatus.PROBATION,
        expires_on=now.date() + timedelta(days=300),
        source="Medical Board of California",
        by=ana,
        now=now,
    )

    assert not case.checks.filter(kind=CheckKind.LICENSE).exists()


# --- Decisions -----------------------------------------------------------------------------------------------------
def test_with_every_check_passed_the_provider_is_listed_from_that_moment(now, ana):
    location = make_clinic()
    case = case_ready(location, by=ana, now=now)
    assert not listed(location, now)

    approve_case(case_id=case.pk, by=ana, now=now)

    case.refresh_from_db()
    assert listed(location, now)
    assert (case.states, set(case.required)) == (["CA"], {kind.value for kind in EVERYONE})


def test_approved_late_in_the_evening_the_provider_is_listed_at_once(ana):
    """At 03:00 UTC it is still the day before in California."""
    at = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    location = make_clinic()
    case = case_ready(location, by=ana, now=at)

    approve_case(case_id=case.pk, by=ana, now=at)

    assert listed(location, at)


@pytest.mark.parametrize("kind", EVERYONE)
def test_without_a_required_check_approval_is_refused(now, ana, kind):
    case = case_ready(by=ana, now=now)
    case.checks.filter(kind=kind).delete()

    with pytest.raises(NotReady) as error:
        approve_case(case_id=case.pk, by=ana, now=now)

    assert [(blocker.block, blocker.about) for blocker in error.value.blockers] == [(Block.NOT_DONE, kind)]


@pytest.mark.parametrize("result", [CheckResult.FAIL, CheckResult.UNABLE])
def test_with_a_check_that_is_no_pass_approval_is_refused(now, ana, result):
    case = case_ready(by=ana, now=now)
    pass_check(case, CheckKind.INSURANCE, by=ana, now=now, result=result)

    with pytest.raises(NotReady):
        approve_case(case_id=case.pk, by=ana, now=now)


def test_in_a_state_whose_rule_nobody_has_read_approval_is_refused(now, ana):
    location = make_clinic(profession="np")
    PracticeLocation.objects.filter(pk=location.pk).update(state="GU")
    location.provider.licenses.update(state="GU")
    close_state("GU", location.provider.profession)
    case = case_ready(location, by=ana, now=now)

    with pytest.raises(NotReady) as error:
        approve_case(case_id=case.pk, by=ana, now=now)

    assert Block.SCOPE_UNKNOWN in {blocker.block for blocker in error.value.blockers}


def test_with_an_open_exclusion_approval_is_refused(now, ana):
    case = case_ready(by=ana, now=now)
    make_exclusion(case.provider, now=now)

    with pytest.raises(NotReady):
        approve_case(case_id=case.pk, by=ana, now=now)


def test_a_check_older_than_the_limit_is_made_again_before_approval(now, ana):
    case = case_ready(by=ana, now=now)
    later = now + timedelta(days=29)  # a claim must not wait as long; the checks must
    case.checks.filter(kind=CheckKind.PLACE).update(
        report_date=later.date() - timedelta(days=121), verified_at=now + timedelta(minutes=1)
    )
    claim_case(case_id=case.pk, by=ana, now=later)

    with pytest.raises(NotReady) as error:
        approve_case(case_id=case.pk, by=ana, now=later)

    assert (Block.TOO_OLD, "place") in {(blocker.block, blocker.about) for blocker in error.value.blockers}


@pytest.mark.parametrize("service", [ask_for_more, turn_down_case])
def test_asking_and_turning_down_need_a_reason_and_words(now, ana, service):
    case = case_in_review(by=ana, now=now)

    with pytest.raises(UserFacingError, match="reason"):
        service(case_id=case.pk, reasons=[], words="Please send it.", by=ana, now=now)
    with pytest.raises(UserFacingError, match="Write"):
        service(case_id=case.pk, reasons=["insurance"], words=" ", by=ana, now=now)


def test_asked_for_more_the_case_goes_back_and_comes_again(now, ana):
    case = case_in_review(by=ana, now=now)

    asked = ask_for_more(case_id=case.pk, reasons=["insurance"], words="Send the new one.", by=ana, now=now)
    again = send_case(case_id=case.pk, by=case.provider.user, now=now)

    assert (asked.status, again.status) == (CaseStatus.MORE_NEEDED, CaseStatus.SENT)
    assert again.due_at > now


def test_turned_down_the_case_is_over(now, ana):
    case = case_in_review(by=ana, now=now)

    turn_down_case(
        case_id=case.pk, reasons=["scope"], words="Your state does not allow it.", by=ana, now=now, first_by=make_user()
    )

    with pytest.raises(CaseTaken):
        approve_case(case_id=case.pk, by=ana, now=now)


def test_who_fails_a_later_look_is_off_the_lists_in_spite_of_the_earlier_approval(now, ana):
    location = make_listed_location(now=now)
    case = look_again(provider_id=location.provider_id, kind=CaseKind.ALERT, words="A complaint.", by=ana, now=now)
    claim_case(case_id=case.pk, by=ana, now=now)

    turn_down_case(
        case_id=case.pk, reasons=["insurance"], words="Your cover ended.", by=ana, now=now, first_by=make_user()
    )

    assert not listed(location, now)


def test_a_later_look_begins_with_the_checks_that_still_hold(now, ana):
    location = make_listed_location(now=now)
    approved = location.provider.screening_cases.get()
    approved.checks.filter(kind=CheckKind.SAM).update(good_until=now.date() - timedelta(days=1))

    case = look_again(provider_id=location.provider_id, kind=CaseKind.RENEWAL, words="", by=ana, now=now)

    assert set(case.checks.values_list("kind", flat=True)) == set(EVERYONE) - {CheckKind.SAM}
    assert case.checks.filter(kind=CheckKind.IDENTITY).get().verified_at < now


# --- The provider changes something meanwhile ----------------------------------------------------------------------
def test_a_change_undoes_the_checks_that_depend_on_it_and_no_other(now, ana):
    case = case_ready(by=ana, now=now)

    record_fact_change(provider_id=case.provider_id, what=Fact.INSURANCE, by=case.provider.user, now=now)

    assert set(EVERYONE) - set(case.checks.values_list("kind", flat=True)) == {CheckKind.INSURANCE}


def test_who_decides_on_what_they_saw_before_the_change_is_told_and_nothing_is_decided(now, ana):
    case = case_ready(by=ana, now=now)
    record_fact_change(provider_id=case.provider_id, what=Fact.INSURANCE, by=case.provider.user, now=now)

    with pytest.raises(OutOfDate):
        pass_check(case, CheckKind.INSURANCE, by=ana, now=now, revision=case.revision)


# --- History -------------------------------------------------------------------------------------------------------
def test_each_step_is_an_event_with_the_checks_as_they_stood(now, ana):
    case = case_ready(by=ana, now=now)
    approve_case(case_id=case.pk, by=ana, now=now)

    first, *_steps, last = ScreeningCase.objects.get(pk=case.pk).events.all()
    assert (first.kind, last.kind) == (EventKind.OPENED, EventKind.APPROVED)
    assert (last.from_status, last.to_status, last.by) == (CaseStatus.IN_REVIEW, CaseStatus.APPROVED, ana)
    assert {kind for kind, check in last.checks.items() if check["result"] == "pass"} == {k.value for k in EVERYONE}


def test_a_step_that_is_refused_leaves_no_event(now, ana):
    case = case_in_review(by=ana, now=now)
    before = CaseEvent.objects.count()

    with pytest.raises(NotReady):
        approve_case(case_id=case.pk, by=ana, now=now)

    assert CaseEvent.objects.count() == before


@pytest.mark.parametrize(("days", "carried"), [(0, True), (30, True), (31, False)])
def test_a_renewal_that_is_more_than_thirty_days_late_starts_over(now, days, carried):
    location = make_listed_location(now=now)
    ended = now.date() - timedelta(days=days)
    location.provider.screening_cases.update(approved_from=ended - timedelta(days=90), approved_until=ended)

    case = look_again(provider_id=location.provider_id, kind=CaseKind.RENEWAL, words="", by=None, now=now)

    assert case.checks.exists() == carried
