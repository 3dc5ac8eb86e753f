"""From a draft to an agreed time, and out of it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from caarisma.common.outbox.models import Mail
from matching.consultations.enums import CancelReason, DeclineReason
from matching.consultations.selectors import for_clinic, for_patient, inbox, requests_held
from matching.consultations.services.answering import decline_request, see_request
from matching.consultations.services.choosing import agree
from matching.consultations.services.ending import cancel_by_clinic, cancel_by_patient
from matching.requests.services.pressing import ask_to_confirm, press_link
from tests.factories.consultations import at_clinic, make_agreed, make_clinic, make_draft, make_request, offer

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


def letters(kind: str) -> list[Mail]:
    return list(Mail.objects.filter(kind=kind))


def token_in(mail: Mail) -> str:
    return mail.letter["text"].split("/requests/press/")[1].split("/")[0]


def test_from_a_draft_to_an_agreed_time(now):
    place = make_clinic(now=now)
    draft = make_draft(place, now=now, browser="b" * 64, note="Mornings are best", first_name="Ana")
    ask_to_confirm(draft_id=draft.pk, browser="b" * 64, now=now)
    pressed = press_link(token=token_in(letters("visit_confirm")[0]), browser="b" * 64, now=now)
    request = pressed.request
    assert request is not None
    assert request.state == "sent"

    see_request(request_id=request.pk, by=place.provider.user, now=now)
    (offered,) = offer(request, now=now)
    agree(request_id=request.pk, offer_id=offered.pk, by=[pressed.asker.pk], form_key=uuid4(), now=now)

    page = for_patient(reference=request.reference, by=[pressed.asker.pk], now=now)
    assert page.state == "agreed"
    assert [line.to for line in page.history] == ["sent", "seen", "times_offered", "agreed"]
    assert page.visit.starts == offered.starts
    assert len(letters("visit_agreed")) == len(letters("clinic_agreed")) == 1
    assert [line.state for line in requests_held(by=[pressed.asker.pk])] == ["agreed"]


def test_the_clinic_says_no_and_reads_no_more(now):
    request = make_request(now=now, note="Something private", shared=[("thinner", "You take a blood thinner.")])
    clinic = request.provider.user
    assert for_clinic(reference=request.reference, by=clinic, now=now).facts == ["You take a blood thinner."]

    decline_request(
        request_id=request.pk, reason=DeclineReason.NO_TIME, words="Sorry", by=clinic, seen=1, form_key=uuid4(), now=now
    )

    page = for_clinic(reference=request.reference, by=clinic, now=now)
    assert (page.state, page.note, page.facts, page.phone) == ("declined", "", [], "")
    assert len(letters("visit_declined")) == 1


@pytest.mark.parametrize("by", ["patient", "clinic"])
def test_either_side_cancels_an_agreed_visit(now, by):
    request = make_agreed(now=now)
    if by == "patient":
        cancel_by_patient(request_id=request.pk, by=[request.asker_id], form_key=uuid4(), now=now)
    else:
        cancel_by_clinic(
            request_id=request.pk,
            reason=CancelReason.ILL,
            by=request.provider.user,
            seen=request.n,
            form_key=uuid4(),
            now=now + timedelta(days=1),
        )

    request.refresh_from_db()
    assert (request.state, request.open_seat, request.visit.booked, request.visit.sequence) == (
        "cancelled",
        None,
        False,
        1,
    )
    assert [line.is_open for line in inbox(by=request.provider.user, now=now)] == [False]


def test_a_time_that_is_over_is_not_offered_any_more(now):
    request = make_request(now=now)
    offer(request, now=now, times=[at_clinic(now, days=2), at_clinic(now, days=4)])

    page = for_patient(reference=request.reference, by=[request.asker_id], now=now + timedelta(days=3))

    assert len(page.offers) == 1
    assert page.offers[0].starts > now + timedelta(days=3)
