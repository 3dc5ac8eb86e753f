"""Who leaves people without an answer is told; two working days later they get no new requests until they are back."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from caarisma.common.errors import UserFacingError
from caarisma.common.outbox.models import Mail
from matching.consultations.clinics.returning import here_left, let_back, say_we_are_here
from matching.consultations.clocks.nudging import is_silent, nudge_silent
from matching.consultations.clocks.ringing import ring_due
from matching.consultations.enums import DeclineReason
from matching.consultations.errors import DeskDecides, NotAnswering, RequestGone, Stale, TakesNoRequests
from matching.consultations.models import Nudge, Request
from matching.consultations.selectors import nudge_of
from matching.consultations.services.answering import decline_request
from matching.consultations.services.sending import send_request
from matching.consultations.steps.capacity import set_capacity
from matching.consultations.steps.gatekeeping import require_may_ask
from providers.directory.models import PracticeLocation
from tests.factories.consultations import make_asker, make_clinic, make_draft, make_request
from tests.factories.providers import make_user
from tests.matching.consultations.conftest import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.dated]
DAY = timedelta(days=1)


def roomy(now: datetime) -> PracticeLocation:
    place = make_clinic(now=now)
    set_capacity(place_id=place.pk, places=100, until=None)
    return place


def sent(place: PracticeLocation, count: int, *, now: datetime, answered: bool = False) -> list[Request]:
    requests = [make_request(place, now=now + timedelta(seconds=number)) for number in range(count)]
    for request in requests if answered else []:
        say_no(request, now=now + timedelta(hours=1))
    return requests


def say_no(request: Request, *, now: datetime) -> None:
    decline_request(
        request_id=request.pk, reason=DeclineReason.NO_TIME, by=request.provider.user, seen=fresh(request).n,
        form_key=uuid4(), now=now,
    )  # fmt: skip


def silent(now: datetime, *, count: int = 3) -> tuple[PracticeLocation, datetime]:
    """A clinic that left so many without an answer, and the moment at which that is known."""
    place = roomy(now)
    sent(place, count, now=now)
    late = now + 4 * DAY
    ring_due(now=late)
    return place, late


def told(kind: str) -> int:
    return Mail.objects.filter(kind=kind).count()


def paused(now: datetime) -> tuple[PracticeLocation, datetime]:
    place, late = silent(now)
    nudge_silent(now=late)
    end = Nudge.objects.get().pauses_at
    nudge_silent(now=end)
    return place, end


def test_three_in_a_row_are_told_and_two_working_days_later_paused(now):
    """Sent on Tuesday, Nov 24; the answers were due on Friday, Nov 27; told on Saturday."""
    place, late = silent(now)

    assert (nudge_silent(now=late), nudge_silent(now=late)) == (1, 0)
    nudge = nudge_of(provider_id=place.provider_id)
    assert nudge is not None
    assert (nudge.pauses_at, nudge.paused_at) == (datetime(2026, 12, 3, 1, tzinfo=UTC), None)
    require_may_ask(place, [], now=late)
    assert nudge_silent(now=nudge.pauses_at - timedelta(seconds=1)) == 0
    assert nudge_silent(now=nudge.pauses_at) == 1

    assert (told("clinic_nudged"), told("clinic_paused")) == (1, 1)
    assert Nudge.objects.pausing().get().provider_id == place.provider_id
    with pytest.raises(NotAnswering):
        require_may_ask(place, [], now=nudge.pauses_at)


def test_two_in_a_row_are_not_told(now):
    _place, late = silent(now, count=2)

    assert nudge_silent(now=late) == 0
    assert not Nudge.objects.exists()


def test_one_answer_among_the_last_three_ends_the_row(now):
    place = roomy(now)
    sent(place, 2, now=now)
    sent(place, 1, now=now + timedelta(minutes=1), answered=True)
    ring_due(now=now + 4 * DAY)

    assert not is_silent(place.provider_id, now=now + 4 * DAY)


@pytest.mark.parametrize(("answered", "expected"), [(5, False), (4, True)])
def test_fewer_than_half_of_the_last_ten(now, answered, expected):
    place = roomy(now)
    sent(place, 5, now=now, answered=True)  # older than the ten
    sent(place, 10 - answered, now=now + timedelta(minutes=1))
    sent(place, answered, now=now + timedelta(minutes=2), answered=True)
    ring_due(now=now + 4 * DAY)

    assert is_silent(place.provider_id, now=now + 4 * DAY) is expected
    assert nudge_silent(now=now + 4 * DAY) == expected


def test_what_is_not_due_yet_is_not_counted(now):
    place = roomy(now)
    sent(place, 3, now=now)

    assert not is_silent(place.provider_id, now=now + timedelta(hours=1))


def test_an_answer_in_time_ends_it_and_nobody_is_paused(now):
    place, late = silent(now)
    nudge_silent(now=late)
    say_no(Request.objects.filter(place=place).latest("sent_at"), now=late + timedelta(hours=1))

    assert nudge_silent(now=late + timedelta(hours=2)) == 1
    assert nudge_of(provider_id=place.provider_id) is None
    assert nudge_silent(now=late + 5 * DAY) == 0
    assert told("clinic_paused") == 0


def test_a_paused_clinic_gets_nothing_that_was_written_before(now):
    place, end = paused(now)
    Nudge.objects.update(paused_at=None)
    draft = make_draft(place, now=end)
    Nudge.objects.update(paused_at=end)

    with pytest.raises(NotAnswering):
        send_request(draft_id=draft.pk, asker_id=make_asker(now=end).pk, form_key=draft.form_key, now=end)
    assert issubclass(NotAnswering, TakesNoRequests)


def test_we_are_here_takes_requests_again_and_counts_anew(now):
    place, end = paused(now)
    user = place.provider.user

    assert say_we_are_here(provider_id=place.provider_id, by=user, now=end) is True
    assert say_we_are_here(provider_id=place.provider_id, by=user, now=end) is False
    require_may_ask(place, [], now=end)
    assert nudge_silent(now=end) == 0
    sent(place, 3, now=end + DAY)
    ring_due(now=end + 6 * DAY)
    assert nudge_silent(now=end + 6 * DAY) == 1


def test_only_a_person_of_the_clinic_says_it(now):
    place, end = paused(now)

    with pytest.raises(RequestGone):
        say_we_are_here(provider_id=place.provider_id, by=make_user(), now=end)
    assert Nudge.objects.pausing().filter(provider=place.provider_id).exists()


def test_an_open_request_of_a_paused_clinic_goes_on(now):
    place = roomy(now)
    sent(place, 3, now=now)
    ring_due(now=now + 4 * DAY)
    nudge_silent(now=now + 4 * DAY)
    end = Nudge.objects.get().pauses_at
    late = make_request(place, now=end - timedelta(minutes=1))
    nudge_silent(now=end)

    say_no(late, now=end + timedelta(hours=1))

    assert fresh(late).state == "declined"
    assert Nudge.objects.pausing().filter(provider=place.provider_id).exists()


@pytest.mark.parametrize(
    "fields",
    [{"pauses_at": datetime(2026, 11, 1, tzinfo=UTC)}, {"paused_at": datetime(2026, 11, 30, tzinfo=UTC)}],
)
def test_the_database_refuses_a_pause_without_notice(now, fields):
    place = make_clinic(now=now)
    whole = {"provider": place.provider, "told_at": now, "pauses_at": datetime(2026, 12, 1, tzinfo=UTC)}

    with pytest.raises(IntegrityError), transaction.atomic():
        Nudge.objects.create(**{**whole, **fields})


def test_the_database_holds_one_open_nudge_a_clinic(now):
    place = make_clinic(now=now)
    fields = {"provider": place.provider, "told_at": now, "pauses_at": now + DAY}
    Nudge.objects.create(**fields)

    with pytest.raises(IntegrityError), transaction.atomic():
        Nudge.objects.create(**fields)


def said_here(place: PracticeLocation, *ago: int, now: datetime) -> None:
    for days in ago:
        at = now - days * DAY
        Nudge.objects.create(
            provider=place.provider, told_at=at - DAY, pauses_at=at, ended_at=at, ended_by=place.provider.user
        )


def test_its_word_is_enough_three_times_in_thirty_days_and_then_the_desk_decides(now):
    place, end = paused(now)
    user = place.provider.user
    said_here(place, 31, 29, 2, now=end)
    assert here_left(place.provider_id, now=end) == 1
    assert not Nudge.objects.for_desk(on=end).exists()
    said_here(place, 1, now=end)

    with pytest.raises(DeskDecides):
        say_we_are_here(provider_id=place.provider_id, by=user, now=end)
    nudge = Nudge.objects.for_desk(on=end).get()
    let_back(nudge_id=nudge.pk, by=make_user(is_staff=True), now=end)

    require_may_ask(place, [], now=end)
    assert here_left(place.provider_id, now=end) == 0  # what the desk said counts for nobody
    with pytest.raises(Stale):
        let_back(nudge_id=nudge.pk, by=make_user(is_staff=True), now=end)


def test_the_desk_lets_nobody_back_whose_word_is_enough(now):
    _place, end = paused(now)

    with pytest.raises(Stale):
        let_back(nudge_id=Nudge.objects.get().pk, by=make_user(is_staff=True), now=end)


def test_staff_do_not_let_their_own_clinic_back(now):
    place, end = paused(now)
    said_here(place, 3, 2, 1, now=end)

    with pytest.raises(UserFacingError, match="A colleague has to do it"):
        let_back(nudge_id=Nudge.objects.pausing().get().pk, by=place.provider.user, now=end)
    assert Nudge.objects.pausing().filter(provider=place.provider_id).exists()
