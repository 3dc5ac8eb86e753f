"""Cases of the design paper that no other file tells: 21, 23, 25, 27, 57, 58."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from caarisma.common.outbox.models import Mail
from matching.consultations.clocks.ringing import ring_due
from matching.consultations.enums import CancelReason, ContactWay, DeclineReason, ReportReason, Side
from matching.consultations.errors import RequestGone
from matching.consultations.models import AbuseReport
from matching.consultations.rules.ages import says_under_18
from matching.consultations.selectors import for_clinic, inbox
from matching.consultations.services.answering import decline_request, see_request
from matching.consultations.services.ending import cancel_by_clinic, cancel_by_patient
from matching.consultations.services.messaging import write_as_patient
from matching.consultations.steps.locking import of_clinic
from providers.directory.models import Provider
from tests.factories.consultations import make_agreed, make_request
from tests.factories.providers import make_user
from tests.matching.consultations.conftest import fresh, kinds

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("Dr. \u0410mara", True),  # a Cyrillic A
        ("\u039fscar", True),  # a Greek O
        ("Amara", False),
        ("\u0418\u0440\u0438\u043d\u0430 (Irina)", False),
        ("Jos\u00e9 \u7f8e\u54b2", False),
        ("\U0001f469\u200d\U0001f3a8 Ana 2", False),
        ("", False),
    ],
)
def test_21_a_name_of_two_alphabets_is_flagged_and_never_blocks(now, name, odd):
    request = make_request(now=now, first_name=name)

    page = for_clinic(reference=request.reference, by=request.provider.user, now=now)

    assert (page.first_name, page.odd_name) == (name, odd)
    assert request.state == "sent"


def test_23_a_phone_is_kept_with_its_extension(now):
    request = make_request(now=now, way=ContactWay.PHONE, phone="(510) 555-0199 ext. 12", email="")

    page = for_clinic(reference=request.reference, by=request.provider.user, now=now)

    assert (page.phone, page.call_them) == ("(510) 555-0199 ext. 12", True)


def test_25_what_a_clinic_writes_beside_its_reason_is_in_no_mail(now):
    declined, cancelled = make_request(now=now), make_agreed(now=now)
    words = "Your keloid scars need a dermatologist"
    decline_request(
        request_id=declined.pk, reason=DeclineReason.OTHER, words=words, by=declined.provider.user, seen=1,
        form_key=uuid4(), now=now,
    )  # fmt: skip
    cancel_by_clinic(
        request_id=cancelled.pk, reason=CancelReason.OTHER, words=words, by=cancelled.provider.user,
        seen=cancelled.n, sure=True, form_key=uuid4(), now=now,
    )  # fmt: skip

    assert {"visit_declined", "visit_cancelled"} <= set(kinds())
    letters = " ".join(str(mail.letter) for mail in Mail.objects.all()).casefold()
    assert not [word for word in ("keloid", "scars", "dermatologist", "another reason") if word in letters]


@pytest.mark.parametrize(
    "text",
    [
        "I am 16", "I'm 17, can I come?", "im 15 years old", "i’m only 16 and my mom knows", "Hi! I am 14.",
        "Tengo 16 años", "tengo solo 15 años, pero mi mamá viene", "soy menor de edad", "I am a minor", "I'm underage",
        "I am under 18",
    ],
)  # fmt: skip
def test_27_a_writer_under_18_is_noticed(text):
    assert says_under_18(text)


@pytest.mark.parametrize(
    "text",
    [
        "I am 18", "I am 61", "I'm 16 miles away", "I am 12 weeks after surgery", "I am 15.5 miles away",
        "I have had this for 12 years", "my daughter is 16", "tengo 12 años de casada", "tengo 45 años",
        "soy menor que mi hermana", "I am 10 minutes from you", "16 photos", "",
    ],
)  # fmt: skip
def test_27_and_nobody_is_paged_by_miles_weeks_or_children(text):
    assert not says_under_18(text)


def test_27_the_desk_is_told_once_and_the_text_goes_on(now):
    request = make_request(now=now, note="I am 16")
    for _ in range(2):
        write_as_patient(request_id=request.pk, body="I am 16", by=[request.asker_id], form_key=uuid4(), now=now)

    told = AbuseReport.objects.get()
    assert (told.request, told.side, told.reason) == (request, Side.SITE, ReportReason.UNDER_18)
    assert now < told.due_at < now + timedelta(days=6)
    page = for_clinic(reference=request.reference, by=request.provider.user, now=now)
    assert page.note == "I am 16"
    with pytest.raises(IntegrityError), transaction.atomic():
        AbuseReport.objects.update(side=Side.CLOCK)


def test_57_who_leaves_the_clinic_reads_nothing_more_and_the_threads_stay(now):
    request, new = make_request(now=now), make_user()
    old = request.provider.user
    Provider.objects.filter(pk=request.provider_id).update(user=new)

    assert inbox(by=old, now=now) == []
    with pytest.raises(RequestGone):
        for_clinic(reference=request.reference, by=old, now=now)
    with pytest.raises(RequestGone), transaction.atomic():
        of_clinic(request.pk, old.pk)
    see_request(request_id=request.pk, by=new, now=now)
    assert fresh(request).state == "seen"
    assert [line.reference for line in inbox(by=new, now=now)] == [request.reference]


@pytest.mark.parametrize("end", ["declined", "cancelled", "closed"])
def test_58_nobody_is_asked_how_it_was_after_a_request_that_came_back(now, end):
    """Days go by, every clock of it rings, and no mail asks about a visit that there was not."""
    request = make_request(now=now)
    if end == "declined":
        decline_request(
            request_id=request.pk, reason=DeclineReason.NO_TIME, by=request.provider.user, seen=1, form_key=uuid4(),
            now=now,
        )  # fmt: skip
    if end == "cancelled":
        cancel_by_patient(request_id=request.pk, by=[request.asker_id], form_key=uuid4(), now=now)

    for day in range(1, 61):
        ring_due(now=now + timedelta(days=day))

    assert fresh(request).state == end
    assert not request.clocks.filter(done_at=None).exists()
    assert not Mail.objects.filter(kind__in=["visit_how_was_it", "visit_tomorrow"]).exists()
