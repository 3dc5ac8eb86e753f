"""Each change is decided by itself: what it needs, what it leaves, what becomes of the others."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from caarisma.common.errors import UserFacingError
from providers.changes.selectors import rows_of
from providers.changes.services.deciding import accept_change, ask_about_change, turn_down_change
from providers.changes.services.proposing import settle_drafts, take_back_change
from providers.directory.models import Offering, Statement
from providers.listing.listed import listed_places
from providers.screening.enums import CaseKind, CaseStatus, ChangeState, CheckKind, Fact
from providers.screening.models import ProposedChange, ScreeningCase
from providers.screening.rules.case_rules import Block
from providers.vetting.cases.cases import NotReady, approve_case, blockers_of, claim_case, look_again
from providers.vetting.notices.reminders import checks_that_end
from tests.factories.providers import (
    make_exclusion,
    make_license,
    make_listed_location,
    make_location,
    make_offering,
    make_provider,
    make_user,
)
from tests.factories.treatments import make_area_concern
from tests.providers.changes.rows import accepted, at_the_bench, pass_all, row
from tests.providers.vetting.cases import board_says_active, pass_check, signed
from tests.rules import close_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make_user("ana@example.com", is_staff=True)


@pytest.fixture
def place(now):
    return make_listed_location(now=now, provider=make_provider(user=make_user()))


def suite(place, now, line2="Suite 214"):
    about = f"place:{place.pk}:address"
    return row(
        place.provider, Fact.PLACE, about, now=now, before={"line2": place.line2}, location=place.pk, line2=line2
    )


def fat_line(place):
    pads = make_area_concern("stomach", "fat-pads")
    type(pads.concern).objects.filter(pk=pads.concern_id).update(needs_fda_note=True)
    return make_offering(place, pads, is_active=False)


def name_product(provider):
    named = {"products": "Slimline", "products_maker": "Example Labs", "products_source": "Example Pharmacy"}
    Statement.objects.update_or_create(provider=provider, defaults=named)


def checks_of(case):
    return {check.kind: (check.report_date, check.verified_at) for check in case.checks.all()}


class TestAccepted:
    def test_a_suite_number_is_one_check_and_the_same_clinic(self, place, ana, now):
        before = ScreeningCase.objects.get(provider=place.provider, status=CaseStatus.APPROVED)
        lines, kept = list(place.offerings.values()), checks_of(before)
        change = suite(place, now)

        looked_at = pass_all(change, by=ana, now=now)
        accept_change(case_id=change.case_id, by=ana, now=now)

        assert looked_at == [CheckKind.PLACE]
        place.refresh_from_db()
        assert (place.line2, place.is_active, place.provider.locations.count()) == ("Suite 214", True, 1)
        assert list(place.offerings.values()) == lines
        change.refresh_from_db()
        after = checks_of(change.case)
        assert {kind: after[kind] for kind in after if kind != CheckKind.PLACE} == {
            kind: kept[kind] for kind in kept if kind != CheckKind.PLACE
        }
        assert change.case.approved_until == before.approved_until  # no clock starts anew
        assert change.state == ChangeState.LIVE
        assert listed_places(on=now).filter(pk=place.pk).exists()

    def test_checks_too_old_for_a_new_approval_hold_up_no_suite_number(self, ana, now):
        old = make_listed_location(now=now - timedelta(days=170), provider=make_provider(user=make_user()))

        accepted(suite(old, now), by=ana, now=now)

        old.refresh_from_db()
        assert old.line2 == "Suite 214"

    def test_a_check_that_is_carried_over_reminds_nobody_twice(self, place, ana, now):
        accepted(suite(place, now), by=ana, now=now)

        ending = [check.kind for check in checks_that_end(today=now.date(), within=4000)]

        assert CheckKind.INSURANCE in ending
        assert len(ending) == len(set(ending))

    def test_two_changes_one_after_the_other_both_stay(self, place, ana, now):
        phone = {"location": place.pk, "phone": "415-555-0199"}
        second = row(place.provider, Fact.PLACE, f"place:{place.pk}:phone", now=now, before={"phone": ""}, **phone)

        accepted(suite(place, now), by=ana, now=now)
        accepted(second, by=ana, now=now)

        place.refresh_from_db()
        assert (place.line2, place.phone) == ("Suite 214", "415-555-0199")

    def test_a_new_name_carries_insurance_and_place_over(self, place, ana, now):
        change = row(place.provider, Fact.NAME, "name", now=now, before={"last_name": "O"}, last_name="Lovelace")
        assert change.state == ChangeState.NEEDS_YOU

        looked_at = pass_all(change, by=ana, now=now)
        accept_change(case_id=change.case_id, by=ana, now=now)

        assert CheckKind.INSURANCE not in looked_at
        place.provider.refresh_from_db()
        assert place.provider.last_name == "Lovelace"
        assert listed_places(on=now).filter(pk=place.pk).exists()

    def test_a_place_in_a_new_state_is_covered_from_then_on(self, ana, now):
        place = make_listed_location(now=now, provider=make_provider(user=make_user()))
        ScreeningCase.objects.update(states=["CA"])
        added = make_location(place.provider, state="NV", zip_code="89101", is_active=False)
        change = row(place.provider, Fact.PLACE, f"place:{added.pk}", now=now, location=added.pk)
        blocks = {blocker.block for blocker in blockers_of(change.case, now=now)}
        make_license(place.provider, state="NV", expires_on=None, status="reported", verified_on=None)
        settle_drafts(provider=place.provider, by=place.provider.user, now=now)  # as whatever they send does

        accepted(change, by=ana, now=now)

        assert Block.NO_LICENSE in blocks
        added.refresh_from_db()
        change.refresh_from_db()
        assert (added.is_active, change.case.states) == (True, ["CA", "NV"])

    def test_a_product_waits_for_its_name_and_then_carries_its_line(self, place, ana, now):
        line = fat_line(place)
        change = row(place.provider, Fact.PRODUCTS, f"lines:{place.pk}", now=now, offerings=[line.pk])
        assert change.state == ChangeState.NEEDS_YOU
        name_product(place.provider)

        accepted(row(place.provider, Fact.PRODUCTS, f"lines:{place.pk}", now=now, offerings=[line.pk]), by=ana, now=now)

        line.refresh_from_db()
        assert (line.is_active, line.product) == (True, "Slimline")

    def test_another_providers_rows_are_never_touched(self, place, ana, now):
        foreign = make_location(is_active=False)
        change = row(place.provider, Fact.PLACE, f"place:{foreign.pk}", now=now, location=foreign.pk)

        accepted(change, by=ana, now=now)

        foreign.refresh_from_db()
        assert not foreign.is_active


class TestBeside:
    def test_fat_pads_beside_a_renewal_hold_up_neither(self, place, ana, now):
        signed(place.provider, now=now)
        renewal = look_again(provider_id=place.provider_id, kind=CaseKind.RENEWAL, words="", by=ana, now=now)
        line = fat_line(place)
        change = row(place.provider, Fact.PRODUCTS, f"lines:{place.pk}", now=now, offerings=[line.pk])
        claim_case(case_id=renewal.pk, by=ana, now=now)
        board_says_active(renewal, by=ana, now=now)
        pass_check(renewal, CheckKind.LICENSE, by=ana, now=now)

        assert blockers_of(renewal, now=now) == ()
        approve_case(case_id=renewal.pk, by=ana, now=now)

        change.refresh_from_db()
        assert change.state == ChangeState.NEEDS_YOU

    def test_a_renewal_under_way_takes_the_newer_checks_over(self, place, ana, now):
        renewal = look_again(provider_id=place.provider_id, kind=CaseKind.RENEWAL, words="", by=ana, now=now)

        accepted(suite(place, now), by=ana, now=now)

        renewal.refresh_from_db()
        assert renewal.checks.get(kind=CheckKind.PLACE).verified_at == now
        assert renewal.revision == 1

    def test_turning_one_down_drops_no_other_and_says_why(self, place, ana, now):
        first, second = suite(place, now), row(
            place.provider, Fact.PLACE, f"place:{place.pk}:name", now=now, before={"clinic_name": "x"},
            location=place.pk, clinic_name="Dr. Pain-Free",
        )  # fmt: skip
        at_the_bench(second, by=ana, now=now)

        turn_down_change(case_id=second.case_id, words="A name is no promise.", by=ana, now=now)

        rows = {found.change.pk: found for found in rows_of(place.provider_id, now=now)}
        assert rows[first.pk].change.state == ChangeState.WITH_US
        assert (rows[second.pk].change.state, rows[second.pk].why) == (ChangeState.TURNED_DOWN, "A name is no promise.")

    def test_a_place_whose_state_lets_nobody_in_holds_up_nothing_else(self, place, ana, now):
        ScreeningCase.objects.update(states=["CA"])
        added = make_location(place.provider, state="GU", zip_code="96910", is_active=False)
        make_license(place.provider, state="GU", expires_on=None, status="reported", verified_on=None)
        blocked = row(place.provider, Fact.PLACE, f"place:{added.pk}", now=now, location=added.pk)
        close_state("GU", place.provider.profession)
        at_the_bench(blocked, by=ana, now=now)

        accepted(suite(place, now), by=ana, now=now)

        with pytest.raises(NotReady, match="No rule of Guam"):
            accept_change(case_id=blocked.case_id, by=ana, now=now)

    def test_a_match_with_the_list_holds_up_a_place_and_no_insurance(self, place, ana, now):
        make_exclusion(place.provider, now=now)
        change = suite(place, now)
        at_the_bench(change, by=ana, now=now)

        assert Block.HELD in {blocker.block for blocker in blockers_of(change.case, now=now)}
        insured = row(place.provider, Fact.INSURANCE, "insurance", now=now, insurer="New Mutual")
        assert Block.HELD not in {blocker.block for blocker in blockers_of(insured.case, now=now)}


class TestAskedAndTakenBack:
    def test_asked_about_it_goes_back_to_the_provider(self, place, ana, now):
        change = suite(place, now)
        at_the_bench(change, by=ana, now=now)

        ask_about_change(case_id=change.case_id, words="Which floor?", by=ana, now=now)

        (found,) = rows_of(place.provider_id, now=now)
        assert (found.change.state, found.why) == (ChangeState.NEEDS_YOU, "Which floor?")
        assert suite(place, now, "Suite 215").state == ChangeState.WITH_US

    def test_taken_back_what_was_said_to_staff_is_as_before(self, place, now):
        Statement.objects.create(provider=place.provider, insurer="New Mutual")
        change = row(
            place.provider, Fact.INSURANCE, "insurance", now=now, before={"insurer": "Old"}, insurer="New Mutual"
        )

        take_back_change(provider_id=place.provider_id, change_id=change.pk, by=place.provider.user, now=now)

        assert Statement.objects.get().insurer == "Old"
        with pytest.raises(UserFacingError, match="does not wait any more"):
            take_back_change(provider_id=place.provider_id, change_id=change.pk, by=place.provider.user, now=now)

    def test_a_claim_of_a_board_that_waits_asks_a_renewal_for_nothing(self, place, ana, now):
        Statement.objects.create(provider=place.provider, claims_board=True)
        row(place.provider, Fact.BOARD, "board", now=now, before={"claims_board": False}, claims_board=True)
        renewal = look_again(provider_id=place.provider_id, kind=CaseKind.RENEWAL, words="", by=ana, now=now)

        assert CheckKind.BOARD not in {blocker.about for blocker in blockers_of(renewal, now=now)}


class TestTheDatabase:
    def refused(self, **fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProposedChange.objects.update(**fields)

    def test_a_change_moves_by_the_table_ends_as_its_case_and_waits_once(self, place, now):
        change = suite(place, now)

        self.refused(state=ChangeState.LIVE, ended_at=now)
        self.refused(state=ChangeState.WITH_US, ended_at=now)
        self.refused(state="gone")
        case = ScreeningCase.objects.create(provider=place.provider, kind=CaseKind.CHANGE)
        with pytest.raises(IntegrityError), transaction.atomic():
            ProposedChange.objects.create(
                provider=place.provider, case=case, fact=Fact.PLACE, about=change.about, proposed_by=place.provider.user
            )
        take_back_change(provider_id=place.provider_id, change_id=change.pk, by=place.provider.user, now=now)
        self.refused(state=ChangeState.WITH_US, ended_at=None)
        self.refused(values={})

    def test_who_asked_for_it_does_not_decide_it(self, place, ana, now):
        change = suite(place, now)
        pass_all(change, by=ana, now=now)

        with pytest.raises(UserFacingError):
            accept_change(case_id=change.case_id, by=place.provider.user, now=now)
        ScreeningCase.objects.filter(pk=change.case_id).update(
            status=CaseStatus.TURNED_DOWN, decided_by=place.provider.user, decided_at=now
        )
        self.refused(state=ChangeState.TURNED_DOWN, ended_at=now)


def test_nothing_of_a_change_is_live_where_it_is_refused(place, ana, now):
    change = suite(place, now)
    at_the_bench(change, by=ana, now=now)

    with pytest.raises(NotReady, match="Place of practice: not done"):
        accept_change(case_id=change.case_id, by=ana, now=now)

    place.refresh_from_db()
    change.refresh_from_db()
    assert (place.line2, change.state) == ("", ChangeState.WITH_US)
    assert not Offering.objects.filter(is_active=False).exists()
