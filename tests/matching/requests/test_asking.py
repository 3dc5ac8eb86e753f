"""From the form to the clinic: presses, links, codes, and everything that may stand against it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from caarisma.common.outbox.models import Mail
from matching.consultations.enums import ContactWay, HeldBy
from matching.consultations.errors import (
    AlreadyAsked,
    BlockedByClinic,
    DraftGone,
    FiveOpen,
    FullUntil,
    LinkOver,
    TakesNoRequests,
    TextRefused,
    TimeRefused,
    TooMuch,
    WrongCode,
)
from matching.consultations.links import find_link
from matching.consultations.models import Asker, BlockedAsker, Hold, PlaceCapacity, Request, RequestDraft
from matching.consultations.people.safety import block_asker
from matching.consultations.selectors import for_patient
from matching.consultations.services.drafting import Wish
from matching.consultations.services.ending import cancel_by_patient
from matching.consultations.services.sending import send_request
from matching.consultations.steps.capacity import full_until, set_capacity
from matching.consultations.steps.gatekeeping import require_may_ask
from matching.requests.services.phoning import confirm_by_phone, press_paper
from matching.requests.services.pressing import ask_for_link, ask_to_confirm, press_code, press_link
from providers.directory.models import PracticeLocation
from providers.screening.models import NpiClaim
from tests.factories.consultations import days_ahead, make_asker, make_clinic, make_draft, make_request
from tests.factories.providers import make_exclusion, make_hold, make_listed_location
from tests.matching.consultations.conftest import code_in, kinds, text_of, token_in

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

HERE, THERE = "a" * 64, "b" * 64


def asked(place: PracticeLocation, *, now, **answers) -> RequestDraft:
    draft = make_draft(place, now=now, browser=HERE, **answers)
    ask_to_confirm(draft_id=draft.pk, browser=HERE, now=now)
    return draft


def test_a_double_click_on_the_form_is_one_draft(now):
    place, key = make_clinic(now=now), uuid4()

    first, second = (make_draft(place, now=now, browser=HERE, form_key=key) for _ in range(2))

    assert first == second


def test_pressed_twice_it_is_one_request_and_the_second_press_lands_on_it(now):
    asked(make_clinic(now=now), now=now)
    token = token_in("visit_confirm")

    first, second = (press_link(token=token, browser=HERE, now=now).request for _ in range(2))

    assert first == second
    assert Request.objects.count() == 1
    assert kinds(first) == ["visit_sent", "clinic_new"]


@pytest.mark.parametrize("press", ["link", "code"])
def test_3_of_two_tabs_with_two_notes_the_pressed_one_is_sent_and_the_other_is_told(now, press):
    place = make_clinic(now=now)
    first = asked(place, now=now, email="ana@example.com", note="first tab")
    token, code = token_in("visit_confirm"), code_in("visit_confirm")
    second = asked(place, now=now, email="ana@example.com", note="second tab")

    if press == "link":
        request = press_link(token=token, browser=HERE, now=now).request
    else:
        request = press_code(code=code, browser=HERE, draft_id=first.pk, now=now).request
    other = press_link(token=token_in("visit_confirm"), browser=HERE, now=now)

    assert request.words.note == "first tab"
    assert isinstance(other.refused, AlreadyAsked)
    assert other.refused.reference == request.reference
    assert other.draft == second  # nothing typed is lost
    assert Request.objects.count() == 1


@pytest.mark.parametrize("press", ["link", "code"])
def test_a_link_proves_no_other_address_than_the_one_it_was_mailed_to(now, press):
    victim, place = make_asker(now=now, email="victim@example.com"), make_clinic(now=now)
    draft = asked(place, now=now, email="attacker@example.com")
    token, code = token_in("visit_confirm"), code_in("visit_confirm")
    make_draft(place, now=now, browser=HERE, email="victim@example.com")

    if press == "link":
        pressed = press_link(token=token, browser=HERE, now=now)
    else:
        pressed = press_code(code=code, browser=HERE, draft_id=draft.pk, now=now)

    assert pressed.asker.email == "attacker@example.com"
    assert not victim.holds.exists()


def test_a_form_whose_draft_went_to_another_browser_is_told_in_words(now):
    place, key = make_clinic(now=now), uuid4()
    make_draft(place, now=now, browser=THERE, form_key=key)

    with pytest.raises(DraftGone):
        make_draft(place, now=now, browser=HERE, form_key=key)


def test_looking_at_a_link_changes_nothing(now):
    asked(make_clinic(now=now), now=now)
    token = token_in("visit_confirm")

    links = [find_link(token) for _ in range(20)]

    assert all(link.used_at is None for link in links)
    assert not Asker.objects.exists()
    assert not Hold.objects.exists()


def test_a_used_link_is_dead_in_another_browser(now):
    asked(make_clinic(now=now), now=now)
    token = token_in("visit_confirm")
    press_link(token=token, browser=HERE, now=now)

    with pytest.raises(LinkOver) as over:
        press_link(token=token, browser=THERE, now=now)

    assert over.value.status == 410
    assert not Hold.objects.filter(session_hash=THERE).exists()


def test_a_link_is_over_after_72_hours(now):
    asked(make_clinic(now=now), now=now)

    with pytest.raises(LinkOver):
        press_link(token=token_in("visit_confirm"), browser=HERE, now=now + timedelta(hours=72))
    with pytest.raises(LinkOver):
        press_link(token="made-up", browser=HERE, now=now)


def test_the_link_may_be_pressed_on_a_phone_and_the_code_typed_where_one_began(now):
    asked(make_clinic(now=now), now=now)
    with pytest.raises(WrongCode):
        press_code(code=code_in("visit_confirm"), browser=THERE, now=now)

    sent = press_code(code=code_in("visit_confirm"), browser=HERE, now=now).request

    assert sent is not None
    assert Request.objects.count() == 1


def test_a_code_can_be_tried_five_times_in_ten_minutes(now):
    asked(make_clinic(now=now), now=now)
    code = code_in("visit_confirm")
    for _ in range(5):
        with pytest.raises(WrongCode):
            press_code(code="00000000" if code != "00000000" else "11111111", browser=HERE, now=now)

    with pytest.raises(WrongCode):
        press_code(code=code, browser=HERE, now=now)

    later = asked(make_clinic(now=now), now=now)
    assert later
    with pytest.raises(WrongCode):
        press_code(code=code_in("visit_confirm"), browser=HERE, now=now + timedelta(minutes=10))


def lose_license(place, now):
    place.provider.licenses.update(expires_on=now.date() - timedelta(days=1))


LOSSES = {
    "paused": lambda place, now: make_hold(place.provider, now=now),
    "excluded": lambda place, now: make_exclusion(place.provider, now=now),
    "lapsed": lose_license,
    "left": lambda place, now: PracticeLocation.objects.filter(pk=place.pk).update(is_active=False),
    "full by choice": lambda place, now: PracticeLocation.objects.filter(pk=place.pk).update(accepting_patients=False),
    "no account": lambda place, now: type(place.provider).objects.filter(pk=place.provider_id).update(user=None),
}


@pytest.mark.parametrize("lose", LOSSES.values(), ids=LOSSES)
def test_whom_the_gate_refuses_between_form_and_press_gets_nothing(now, lose):
    place = make_clinic(now=now)
    draft = asked(place, now=now, note="Kept")
    lose(place, now)

    pressed = press_link(token=token_in("visit_confirm"), browser=HERE, now=now)

    assert isinstance(pressed.refused, TakesNoRequests)
    assert not Request.objects.exists()
    assert RequestDraft.objects.get(pk=draft.pk).note == "Kept"
    assert kinds() == ["visit_confirm"]
    other = make_clinic(now=now)
    assert send_request(
        draft_id=make_draft(other, now=now).pk, asker_id=pressed.asker.pk, form_key=uuid4(), now=now
    ).is_open


def test_another_place_of_the_same_provider_may_still_be_asked(now):
    place = make_clinic(now=now)
    beside = make_listed_location(now=now, provider=place.provider)
    PracticeLocation.objects.filter(pk=place.pk).update(is_active=False)
    place.refresh_from_db()

    with pytest.raises(TakesNoRequests):
        require_may_ask(place, [], now=now)
    require_may_ask(beside, [], now=now)


def test_a_sixth_open_request_is_refused_and_one_cancelled_makes_room(now):
    asker = make_asker(now=now)
    first, *_rest = [make_request(now=now, asker=asker) for _ in range(5)]

    with pytest.raises(FiveOpen):
        make_request(now=now, asker=asker)
    cancel_by_patient(request_id=first.pk, by=[asker.pk], form_key=uuid4(), now=now)

    assert make_request(now=now, asker=asker).open_seat == first.open_seat


def test_limits_count_over_all_addresses_of_an_account(now):
    from tests.factories.providers import make_user

    user = make_user()
    one, other = (make_asker(now=now, user=user) for _ in range(2))
    place = make_clinic(now=now)
    make_request(place, now=now, asker=one)
    for _ in range(4):
        make_request(now=now, asker=one)

    with pytest.raises(AlreadyAsked):
        make_request(place, now=now, asker=other)
    with pytest.raises(FiveOpen):
        make_request(now=now, asker=other)


def test_a_second_request_to_the_same_provider_leads_to_the_first(now):
    asker, place = make_asker(now=now), make_clinic(now=now)
    first = make_request(place, now=now, asker=asker)

    with pytest.raises(AlreadyAsked) as told:
        make_request(make_listed_location(now=now, provider=place.provider), now=now, asker=asker)

    assert told.value.reference == first.reference


def test_who_is_blocked_is_told_no_cause_and_others_are_open(now):
    asker, place = make_asker(now=now), make_clinic(now=now)
    request = make_request(place, now=now, asker=asker)
    block_asker(request_id=request.pk, by=place.provider.user, now=now)

    with pytest.raises(BlockedByClinic, match="You can ask another clinic"):
        make_request(place, now=now, asker=asker)
    assert make_request(now=now, asker=asker).is_open
    assert BlockedAsker.objects.count() == 1


def test_who_is_full_says_until_when_and_has_room_again_next_week(now):
    place = make_clinic(now=now)
    set_capacity(place_id=place.pk, places=1, until=None)
    make_request(place, now=now)

    with pytest.raises(FullUntil, match="Mon, Nov 30"):
        make_request(place, now=now)

    assert full_until(place, now=now + timedelta(days=7)) is None
    assert make_request(place, now=now + timedelta(days=7)).is_open


def test_a_place_comes_back_when_it_is_cancelled_in_its_week(now):
    place = make_clinic(now=now)
    set_capacity(place_id=place.pk, places=1, until=None)
    request = make_request(place, now=now)

    cancel_by_patient(request_id=request.pk, by=[request.asker_id], form_key=uuid4(), now=now)

    assert full_until(place, now=now) is None
    assert make_request(place, now=now).is_open


def test_full_until_a_day_is_the_clinics_word(now):
    place = make_clinic(now=now)
    set_capacity(place_id=place.pk, places=None, until=days_ahead(now, 10))

    with pytest.raises(FullUntil):
        require_may_ask(place, [], now=now)
    require_may_ask(place, [], now=now + timedelta(days=10))
    assert PlaceCapacity.objects.count() == 1


def test_newcomers_take_five_a_week(now):
    place = make_clinic(now=now)
    for _ in range(5):
        make_request(place, now=now)

    with pytest.raises(FullUntil):
        make_request(place, now=now)


def test_nothing_of_the_text_is_in_the_mail_that_asks_to_confirm(now):
    place = make_clinic(now=now)
    asked(place, now=now, note="Botulism", first_name="Xenobia", shared=[("thinner", "You take a blood thinner.")])

    told = text_of("visit_confirm")

    planted = ("Botulism", "Xenobia", "thinner", place.clinic_name, place.provider.last_name)
    assert not any(word in told for word in planted)


def test_three_mails_a_day_to_one_address_and_then_silence(now):
    for _ in range(3):
        asked(make_clinic(now=now), now=now, email="one@example.com")

    with pytest.raises(TooMuch):
        make_draft(make_clinic(now=now), now=now, browser=HERE)
    draft = make_draft(make_clinic(now=now), now=now, browser=THERE, email="one@example.com")
    ask_to_confirm(draft_id=draft.pk, browser=THERE, now=now)

    assert Mail.objects.filter(kind="visit_confirm").count() == 3


def test_a_new_link_goes_only_to_whom_we_know_and_says_nothing(now):
    asker = make_asker(now=now, email="known@example.com")
    for email in ("known@example.com", "unknown@example.com", " Known@Example.com "):
        ask_for_link(email=email, browser=HERE, language="en", now=now)

    assert kinds() == ["visit_link", "visit_link"]
    assert press_link(token=token_in("visit_link"), browser=THERE, now=now).asker == asker


def test_a_new_device_is_told_to_the_address(now):
    asked(make_clinic(now=now), now=now, email="known@example.com")
    press_link(token=token_in("visit_confirm"), browser=HERE, now=now)
    ask_for_link(email="known@example.com", browser=THERE, language="en", now=now)

    press_link(token=token_in("visit_link"), browser=THERE, now=now)

    assert kinds().count("visit_new_device") == 1


def test_a_draft_is_gone_after_three_days_and_nobody_elses(now):
    draft, asker = make_draft(make_clinic(now=now), now=now, browser=HERE), make_asker(now=now)
    with pytest.raises(DraftGone):
        ask_to_confirm(draft_id=draft.pk, browser=THERE, now=now)
    with pytest.raises(DraftGone):
        send_request(draft_id=draft.pk, asker_id=asker.pk, form_key=draft.form_key, now=now + timedelta(hours=72))


@pytest.mark.parametrize(
    "wishes",
    [
        [Wish(days_ahead, None)] * 4,
        [("past", -1)],
        [("far", 181)],
    ],
    ids=["four", "past", "far"],
)
def test_wishes_that_cannot_be(now, wishes):
    from matching.consultations.enums import DayPart

    days = [1, 2, 3, 4] if len(wishes) == 4 else [wishes[0][1]]
    with pytest.raises(TimeRefused):
        make_draft(make_clinic(now=now), now=now, times=[Wish(days_ahead(now, n), DayPart.MORNING) for n in days])


def test_a_note_that_is_too_long_is_refused_in_words(now):
    with pytest.raises(TextRefused):
        make_draft(make_clinic(now=now), now=now, note="x" * 4001)


def test_who_has_a_phone_and_no_mail_gets_a_code_on_paper(now):
    place = make_clinic(now=now)
    draft = make_draft(place, now=now, browser=HERE, way=ContactWay.PHONE, email="", phone="(510) 555-0100")

    paper = confirm_by_phone(draft_id=draft.pk, browser=HERE, now=now)

    assert paper.request.state == "sent"
    assert kinds() == ["clinic_new"]
    with pytest.raises(WrongCode):
        press_paper(reference=paper.request.reference, code="AAAA-AAAA", browser=THERE, now=now)
    asker = press_paper(reference=paper.request.reference.lower(), code=paper.code.lower(), browser=THERE, now=now)
    assert Hold.objects.get(session_hash=THERE).by == HeldBy.PAPER
    assert for_patient(reference=paper.request.reference, by=[asker.pk], now=now).phone == "(510) 555-0100"
    for _ in range(3):
        with pytest.raises(WrongCode):
            press_paper(reference=paper.request.reference, code="AAAA-AAAA", browser="c" * 64, now=now)
    with pytest.raises(TooMuch):
        press_paper(reference=paper.request.reference, code=paper.code, browser="c" * 64, now=now)


def test_who_was_given_a_profile_and_is_not_known_yet_cannot_be_asked(now):
    place = make_clinic(now=now)
    require_may_ask(place, [], now=now)
    NpiClaim.objects.create(provider=place.provider, user=place.provider.user, made_at=now)

    with pytest.raises(TakesNoRequests):
        require_may_ask(place, [], now=now)
