"""Nobody at the desk does anything about themselves, nor about whom they work with: every action, every tie."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from caarisma.common.outbox.models import Mail
from providers.desk.urls import ACCESS
from providers.directory.models import License, Provider
from providers.exclusions.models import ExclusionHit
from providers.moderation.urls import ACCESS as MODERATION
from providers.rosters.models import LicenseAlert, LicenseLook
from providers.screening.enums import CaseKind, CheckKind, CheckResult, Fact
from providers.screening.models import (
    CaseEvent,
    NpiClaim,
    ProviderHold,
    Reminder,
    ScreeningCase,
    ScreeningCheck,
    TwoPersonDecision,
)
from providers.supervision.models import Supervision
from providers.vetting.cases.cases import claim_case, look_again, propose_override, suspend_provider
from providers.vetting.exclusions.decisions import (
    CannotDecide,
    clear_exclusion,
    confirm_exclusion,
    propose_clearing,
    reject_clearing,
)
from providers.worklists.urls import ACCESS as WORKLISTS
from tests.factories.providers import (
    make_exclusion,
    make_license_alert,
    make_listed_location,
    make_provider,
    make_source_page,
    make_user,
)
from tests.providers.changes.rows import row
from tests.providers.conftest import Shared
from tests.providers.vetting.cases import pass_check
from tests.rewriting import history_rewritten

pytestmark = pytest.mark.django_db

WATCHED = (
    ScreeningCase, ScreeningCheck, License, ProviderHold, TwoPersonDecision, NpiClaim, CaseEvent, Reminder,
    ExclusionHit, LicenseAlert, LicenseLook,
)  # fmt: skip


def owns(staff, provider: Provider) -> None:
    Provider.objects.filter(pk=provider.pk).update(user=staff)


def claimed_it_once(staff, provider: Provider) -> None:
    NpiClaim.objects.create(provider=provider, user=staff, made_at=provider.created_at)


def supervises_them(staff, provider: Provider) -> None:
    Supervision.objects.create(provider=provider, state="CA", npi=make_provider(user=staff).npi)


def is_supervised_by_them(staff, provider: Provider) -> None:
    Supervision.objects.create(provider=make_provider(user=staff), state="CA", npi=provider.npi)


TIES = [owns, claimed_it_once, supervises_them, is_supervised_by_them]


@pytest.fixture(scope="module")
def planted(shared: Shared) -> SimpleNamespace:
    """A listed provider who can be acted on in every way; their open case is with `staff`, who had no tie so far."""
    with shared():
        clock = timezone.now().replace(microsecond=0)
        staff = make_user("ana@example.com", is_staff=True, is_superuser=True)
        ben = make_user("ben@example.com", is_staff=True)
        provider = make_listed_location(now=clock, provider=make_provider(user=make_user())).provider
        ends = ScreeningCheck.objects.get(case__provider=provider, kind=CheckKind.INSURANCE)
        ScreeningCheck.objects.filter(pk=ends.pk).update(good_until=clock.date() + timedelta(days=20))
        case = look_again(provider_id=provider.pk, kind=CaseKind.RENEWAL, words="", by=ben, now=clock)
        claim_case(case_id=case.pk, by=ben, now=clock)
        pass_check(case, CheckKind.NPI, by=ben, now=clock, result=CheckResult.UNABLE)
        pass_check(case, CheckKind.PLACE, by=ben, now=clock, result=CheckResult.UNABLE)
        decision = propose_override(case_id=case.pk, kind=CheckKind.NPI, words="Down.", by=ben, now=clock)
        hold = suspend_provider(provider_id=provider.pk, words="A complaint.", by=ben, now=clock)
        claim_case(case_id=case.pk, by=staff, now=clock, why="Ben left.")
        specialty = row(provider, Fact.BOARD, "specialty", now=clock, specialty="Family doctor")
        return SimpleNamespace(
            staff=staff,
            provider=provider,
            case=case,
            decision=decision,
            hold=hold,
            license=provider.licenses.get(),
            ends=ends,
            change=claim_case(case_id=specialty.case_id, by=staff, now=clock),
            claim=NpiClaim.objects.create(provider=provider, user=make_user(), made_at=clock),
            hit=make_exclusion(provider, now=clock),
            alert=make_license_alert(provider, now=clock),
            page=make_source_page(None, CheckKind.SAM, at=clock),
            day=(clock - timedelta(days=2)).date().isoformat(),
        )


@pytest.fixture
def about(planted: SimpleNamespace, settings) -> SimpleNamespace:
    """For one test, which may write to its rows and to these."""
    settings.STAFF_NEED_SECOND_FACTOR = False
    return deepcopy(planted)


@pytest.fixture
def staff(about: SimpleNamespace) -> User:
    return about.staff


# name of the page -> (what its address names, what is sent)
ACTIONS: dict[str, Callable[[SimpleNamespace], tuple[list[object], dict[str, object]]]] = {
    "take": lambda it: ([it.case.pk], {"why": "Mine now."}),
    "save_check": lambda it: (
        [it.case.pk, "scope"],
        {
            f"scope-{name}": value
            for name, value in {
                "revision": it.case.revision, "result": "fail", "source": "Law", "report_date": it.day
            }.items()
        },
    ),
    "save_all": lambda it: ([it.case.pk], {"scope-revision": it.case.revision, "scope-result": "fail"}),
    "propose": lambda it: ([it.case.pk, "place"], {"revision": it.case.revision, "words": "Please."}),
    "ask_registry": lambda it: ([it.case.pk], {"revision": it.case.revision}),
    "compare_with_list": lambda it: ([it.case.pk], {"revision": it.case.revision}),
    "accept_change": lambda it: ([it.change.pk], {"revision": it.change.revision}),
    "turn_down_change": lambda it: ([it.change.pk], {"revision": it.change.revision, "words": "Not this one."}),
    "ask_about_change": lambda it: ([it.change.pk], {"revision": it.change.revision, "words": "Why?"}),
    "save_license": lambda it: (
        [it.case.pk, it.license.pk],
        {
            f"license-{it.license.pk}-{name}": value
            for name, value in {"revision": it.case.revision, "status": "revoked", "source": "Board"}.items()
        },
    ),
    "decision": lambda it: (
        [it.case.pk],
        {"revision": it.case.revision, "decision": "more", "reasons": ["other"], "words": "More.", "confirm": "1"},
    ),
    "second_decide": lambda it: (
        [it.decision.pk], {f"{it.decision.pk}-grant": "yes", f"{it.decision.pk}-words": "Yes."}
    ),
    "suspend": lambda it: ([it.provider.pk], {"suspend-words": "Off."}),
    "look_again": lambda it: ([it.provider.pk], {"kind": "alert", "words": "Look."}),
    "reinstate": lambda it: ([it.hold.pk], {"reinstate-words": "Settled."}),
    "claim": lambda it: ([it.claim.pk], {"decision": "refuse"}),
    "sam": lambda it: (
        [], {"provider": [it.provider.pk], "reference": "Extract of today", "source_page_id": it.page.pk}
    ),
    "worklists:ask_for_renewal": lambda it: ([], {"check": [it.ends.pk], "confirm": "1"}),
    "license_look": lambda it: (
        [it.license.pk], {"status": "probation", "word": "Probation", "source": "https://board.example.gov/1"}
    ),
    "license_alert": lambda it: ([it.alert.pk], {"step": "propose", "words": "Another person."}),
}  # fmt: skip
# Giving a case back decides nothing, and who finds out that it is about them has to be able to.
HARMLESS = {
    *("give_back", "settle_mails"),  # a mail of one's own that is sent again tells nothing new
    "settle_phone",  # refuses by itself: test_phones.py
    "worklists:open_call",  # refuses by itself: tests/providers/worklists/test_open_calls.py
    "let_clinic_back",  # refuses by itself: test_silent.py
    *("lists", "fetch_list", "list_step", "take_list"),  # about everybody at once
    *("rosters", "roster_step", "sign_roster"),
    *(
        "worklists:absent",
        "worklists:ask_renewals",
        "worklists:hand_over",
    ),  # about staff; leaves out who is tied: test_worklists.py
    *("fat_uses", "read_law", "answer_law"),  # about no provider; take two
    # About the guide and our own clinicians, who neither enter nor confirm themselves: tests/treatments/signing/
    *("worklists:guide_page", "worklists:guide_source", "worklists:guide_reviewers", "worklists:guide_reviewer"),
}


# What moderators do refuses by itself: tests/providers/moderation/, tests/providers/words/.
MODERATED = {
    *("words_about", "words_sessions"),
    *("question", "question_decide", "question_once_more", "question_report"),
    *("report", "report_closing", "place_report"),
    *("review", "review_decide", "review_agree", "review_objection", "review_reply", "review_report"),
    *("take_place_alert", "note_place_alert", "propose_place_alert", "keep_place_alert", "confirm_place_alert"),
}


def state() -> list[object]:
    return [*(list(model.objects.order_by("pk").values()) for model in WATCHED), Mail.objects.count()]


def make_room_for(name: str, it: SimpleNamespace) -> None:
    """What stands in the way of this action for another reason."""
    if name == "sam":
        it.hit.delete()
        it.provider.screening_cases.last().checks.filter(kind=CheckKind.SAM).update(good_until=it.day)
    if name == "compare_with_list":
        confirmed = {"confirmed_at": it.decision.first_at, "confirmed_by": make_user(), "confirmed_reason": "Them."}
        type(it.hit).objects.update(**confirmed)
    if name == "suspend":
        with history_rewritten():
            TwoPersonDecision.objects.filter(hold=it.hold).delete()
            ProviderHold.objects.filter(pk=it.hold.pk).delete()


def test_every_action_of_the_desk_is_in_this_table():
    rows = {**ACCESS, **MODERATION, **WORKLISTS}
    posts = {
        name if name.startswith("worklists") else name.partition(":")[2]
        for name, row in rows.items()
        if set(row.post.values()) != {405}
    }

    assert set(ACTIONS) | HARMLESS | MODERATED == posts


# Shown elsewhere: one needs the registry, the other that no case is open.
@pytest.mark.parametrize("name", sorted(set(ACTIONS) - {"ask_registry", "look_again"}))
def test_with_no_tie_the_action_is_done(client, staff, about, name):
    make_room_for(name, about)
    client.force_login(staff)
    arguments, sent = ACTIONS[name](about)
    before = state()

    client.post(reverse(name if ":" in name else f"desk:{name}", args=arguments), sent)

    assert state() != before


@pytest.mark.parametrize("tie", TIES)
@pytest.mark.parametrize("name", ACTIONS)
def test_with_a_tie_nothing_is_done(client, staff, about, name, tie):
    make_room_for(name, about)
    tie(staff, about.provider)
    client.force_login(staff)
    arguments, sent = ACTIONS[name](about)
    before = state()

    response = client.post(reverse(name if ":" in name else f"desk:{name}", args=arguments), sent, follow=True)

    assert state() == before
    assert name in {"worklists:ask_for_renewal", "sam"} or "A colleague has to do it." in response.content.decode()


@pytest.mark.parametrize("tie", TIES)
def test_nobody_starts_another_look_at_their_own(staff, clock, tie):
    provider = make_listed_location(now=clock, provider=make_provider(user=make_user())).provider
    tie(staff, provider)

    with pytest.raises(UserFacingError, match="A colleague has to do it"):
        look_again(provider_id=provider.pk, kind=CaseKind.ALERT, words="", by=staff, now=clock)

    assert not provider.screening_cases.filter(kind=CaseKind.ALERT).exists()


@pytest.mark.parametrize("tie", TIES)
@pytest.mark.parametrize("decide", [confirm_exclusion, propose_clearing, clear_exclusion, reject_clearing])
def test_nobody_decides_on_a_match_of_their_own(staff, about, clock, decide, tie):
    tie(staff, about.provider)
    before = state()

    with pytest.raises(CannotDecide, match="A colleague"):
        decide(hit_id=about.hit.pk, reason="Sure.", seen="", by=staff, now=clock)

    assert state() == before
