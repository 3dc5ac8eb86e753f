"""A provider who does not agree is answered by somebody who did not decide, once, and a yes is a new look."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from caarisma.common.errors import UserFacingError
from providers.appeals.models import Appeal, AppealKind
from providers.appeals.services import answer_appeal, appealable, send_appeal
from providers.changes.services.deciding import turn_down_change
from providers.desk.access import READ, SECOND
from providers.screening.enums import Fact
from providers.vetting.cases.cases import turn_down_case
from tests.factories.providers import make_case, make_listed_location, make_provider, make_user
from tests.providers.changes.rows import at_the_bench, row
from tests.providers.vetting.cases import case_in_review

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def ana():
    return make_user("first-of-two@example.com", is_staff=True)


@pytest.fixture
def case(ana, now):
    found = case_in_review(by=ana, now=now)
    return turn_down_case(
        case_id=found.pk, reasons=["other"], words="No.", by=ana, now=now, first_by=make_user("first@example.com")
    )


def test_an_appeal_is_sent_once_and_answered_by_another(client, sign_in_as, ana, case, clock):
    provider, address = case.provider, reverse("appeals_own:appeal")
    client.force_login(provider.user)
    empty = client.post(address, {"kind": "appeal", "words": " "})
    sent = client.post(address, {"kind": "appeal", "words": "The photo is me."})
    again = client.post(address, {"kind": "appeal", "words": "Once more."})
    appeal = Appeal.objects.get()
    with pytest.raises(UserFacingError, match="You decided this case"):
        answer_appeal(appeal_id=appeal.pk, grant=True, words="x", by=ana, now=clock)
    ben = sign_in_as(READ, SECOND)
    to = reverse("appeals:answer_appeal", args=[appeal.pk])
    bare = client.post(to, {f"{appeal.pk}-words": "Typed once"})
    yes = client.post(to, {f"{appeal.pk}-words": "You are right.", f"{appeal.pk}-grant": "yes"})
    late = client.post(to, {f"{appeal.pk}-words": "Typed twice", f"{appeal.pk}-grant": "no"})
    client.force_login(provider.user)
    shown = client.get(address).content.decode()

    appeal.refresh_from_db()
    assert [answer.status_code for answer in (empty, sent, again, bare, yes, late)] == [422, 303, 422, 422, 303, 422]
    assert "Once more." in again.content.decode()
    assert "Typed once" in bare.content.decode()
    assert "answered this already" in late.content.decode()
    assert "Typed twice" in late.content.decode()
    assert (appeal.outcome, appeal.answered_by) == ("granted", ben)
    assert "You are right." in shown
    assert provider.screening_cases.filter(status="sent").count() == 1


def test_an_appeal_has_30_days_and_a_correction_needs_no_decision(case, now):
    provider = case.provider

    assert appealable(provider.pk, now=now + timedelta(days=30)) == case
    assert appealable(provider.pk, now=now + timedelta(days=31)) is None
    with pytest.raises(UserFacingError, match="no decision of the last 30 days"):
        send_appeal(
            provider_id=provider.pk, kind=AppealKind.APPEAL, words="x", by=provider.user, now=now + timedelta(days=31)
        )
    fix = send_appeal(provider_id=provider.pk, kind=AppealKind.CORRECTION, words="x", by=provider.user, now=now)
    assert fix.due_at == now + timedelta(days=14)


def test_a_yes_about_a_change_opens_no_look_at_all_of_them(ana, now):
    """They make the change again: their approval stands, and nobody judges it."""
    place = make_listed_location(now=now, provider=make_provider(user=make_user()))
    change = row(
        place.provider, Fact.PLACE, f"place:{place.pk}:name", now=now, before={"clinic_name": "x"},
        location=place.pk, clinic_name="Dr. Pain-Free",
    )  # fmt: skip
    at_the_bench(change, by=ana, now=now)
    turn_down_change(case_id=change.case_id, words="A name is no promise.", by=ana, now=now)
    user = place.provider.user
    sent = send_appeal(provider_id=place.provider_id, kind=AppealKind.APPEAL, words="It is my name.", by=user, now=now)

    answer_appeal(appeal_id=sent.pk, grant=True, words="Write it again.", by=make_user(is_staff=True), now=now)

    assert not place.provider.screening_cases.open().exists()


def test_the_database_keeps_who_decided_from_answering(case, ana, now):
    appeal = send_appeal(
        provider_id=case.provider_id, kind=AppealKind.APPEAL, words="x", by=case.provider.user, now=now
    )

    for who in (ana, case.first_by):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.filter(pk=appeal.pk).update(
                outcome="refused", answer="No.", answered_by=who, answered_at=now
            )


def approved(by, at) -> dict[str, object]:
    return {
        "decided_by": by,
        "decided_at": at,
        "approved_from": at.date(),
        "approved_until": at.date() + timedelta(days=9),
    }


def test_a_change_that_is_decided_beside_it_takes_no_appeal_away(case, ana, now):
    provider, later = case.provider, now + timedelta(days=1)
    beside = make_case(provider, "approved", kind="change", **approved(ana, later))

    assert beside.decided_at > case.decided_at
    assert appealable(provider.pk, now=later) == case


def test_a_later_yes_leaves_nothing_to_appeal(case, ana, now):
    later = now + timedelta(days=1)
    make_case(case.provider, "approved", **approved(ana, later))

    assert appealable(case.provider_id, now=later) is None


def test_what_they_write_is_kept_unreadable(case, now):
    """People write about patients whatever one asks of them."""
    provider = case.provider
    send_appeal(
        provider_id=provider.pk, kind=AppealKind.APPEAL, words="My patient Ana fainted.", by=provider.user, now=now
    )

    with connection.cursor() as cursor:
        cursor.execute("SELECT words::text FROM appeals_appeal")
        assert "Ana" not in cursor.fetchone()[0]
