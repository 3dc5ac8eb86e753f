"""Work lists: who is on them, one mail each, one hand-over each, and nothing about one's own."""

from datetime import timedelta

import pytest
from django.urls import reverse

from caarisma.common.errors import UserFacingError
from caarisma.common.outbox.models import Mail
from providers.desk.access import READ, WORK
from providers.screening.models import ScreeningCase
from providers.worklists.load import load_of
from providers.worklists.models import Assignment, StaffAbsence
from providers.worklists.renewals import due, lapsed
from providers.worklists.services import assign, note_absence
from tests.factories.providers import make_exclusion, make_provider, make_screening, make_user
from tests.providers.vetting.cases import make_clinic, sent_case

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def ana(sign_in_as):
    return sign_in_as(READ, WORK, "exclusions.view_exclusionhit")


def approved(clock, days: int, **fields: object) -> ScreeningCase:
    """Whose approval ends in so many days."""
    ends = clock.date() + timedelta(days=days)
    provider = make_provider(user=make_user(), **fields)
    return make_screening(provider, approved_from=ends - timedelta(days=900), approved_until=ends)


def test_renewals_of_120_days_and_who_lapsed(clock):
    soon, later, over = approved(clock, 119), approved(clock, 121), approved(clock, -3)
    renewed = approved(clock, 10)
    make_screening(renewed.provider, approved_from=clock.date(), approved_until=clock.date() + timedelta(days=1000))

    assert list(due(today=clock.date())) == [soon]
    assert list(lapsed(today=clock.date())) == [over]
    assert later not in due(today=clock.date())


@pytest.mark.parametrize(
    ("list_", "days"), [("worklists:renewals", 30), ("worklists:lapsed", -3), ("worklists:expiring", 30)]
)
def test_a_list_is_searched_by_name_or_number(client, ana, clock, list_, days):
    wanted = approved(clock, days, first_name="Inés", last_name="Núñez").provider
    other = approved(clock, days, first_name="Kelly", last_name="Weber").provider

    for sought in ("Nunez, Ines", f"{wanted.npi[:4]} {wanted.npi[4:]}"):
        page = client.get(reverse(list_), {"q": sought, "within": "60"}).content.decode()
        assert reverse("desk:provider", args=[wanted.pk]) in page
        assert reverse("desk:provider", args=[other.pk]) not in page
        assert '<input type="hidden" name="within" value="60">' in page
    assert reverse("desk:provider", args=[other.pk]) in client.get(reverse(list_)).content.decode()


def test_a_mail_goes_once_to_each_and_none_about_oneself(client, ana, clock):
    one, two = approved(clock, 30), approved(clock, -3)
    mine = approved(clock, 40)
    type(mine.provider).objects.filter(pk=mine.provider_id).update(user=ana)
    address, chosen = reverse("worklists:ask_renewals"), [one.pk, two.pk, mine.pk]

    first = client.post(address, {"case": chosen, "mail": "1"}, follow=True).content.decode()
    again = client.post(address, {"case": chosen, "mail": "1"}, follow=True).content.decode()

    assert "2 mails are on their way. 1 was left out." in first
    assert "0 mails are on their way. 3 were left out." in again
    kinds = sorted(Mail.objects.values_list("kind", flat=True))
    assert kinds == ["provider_lapsed", "provider_renewal_due"]
    assert "Asked by mail" in client.get(reverse("worklists:renewals")).content.decode()
    assert client.post(address, {"case": ["1; DROP"]}).status_code == 400
    assert "Choose somebody." in client.post(address, {}, follow=True).content.decode()


def test_a_renewal_begins_once(client, ana, clock):
    case = approved(clock, 30)

    for _press in range(2):
        client.post(reverse("worklists:ask_renewals"), {"case": [case.pk], "start": "1"})
    page = client.get(reverse("worklists:renewals"), {"all": "1"}).content.decode()

    assert case.provider.screening_cases.filter(kind="renewal", status="sent").count() == 1
    assert "Renewal at work" in page
    assert "checked" not in page.partition("<tbody>")[2]


def test_the_queue_of_matches_has_what_waits_the_oldest_first(client, ana, clock):
    young = make_exclusion(make_clinic(last_name="Young").provider, now=clock)
    old = make_exclusion(make_clinic(last_name="Older").provider, now=clock - timedelta(days=3))
    done = make_exclusion(make_clinic(last_name="Cleared").provider, now=clock - timedelta(days=9))
    two = {"proposed_at": clock, "proposed_by": ana, "proposed_reason": "x"}
    type(done).objects.filter(pk=done.pk).update(
        **two, cleared_at=clock, cleared_by=make_user(), reason="Another person."
    )
    type(young).objects.filter(pk=young.pk).update(hides=False, tier="name")

    text = client.get(reverse("worklists:clearings")).content.decode()

    assert text.index(str(old.provider)) < text.index(str(young.provider))
    assert str(done.provider) not in text
    assert text.count("Hidden from patients") == 1
    assert text.count("Patients can see them") == 1


def test_a_case_is_handed_over_once_and_to_nobody_who_is_away(ana, clock):
    ben = make_user("ben@example.com")
    case = sent_case(now=clock)
    assign(case_id=case.pk, to=ana, by=ben, now=clock)

    with pytest.raises(UserFacingError, match="Meanwhile this case went to"):
        assign(case_id=case.pk, to=ben, by=ben, now=clock)
    assign(case_id=case.pk, to=ben, by=ana, now=clock, instead_of=ana.pk)
    StaffAbsence.objects.create(person=ana, first=clock.date(), last=clock.date(), noted_by=ana, noted_at=clock)
    with pytest.raises(UserFacingError, match="is away today"):
        assign(case_id=case.pk, to=ana, by=ben, now=clock, instead_of=ben.pk)

    assert Assignment.objects.get().to == ben


def test_sharing_out_goes_by_load_and_the_page_says_who_has_how_much(client, ana, clock):
    for _number in range(3):
        sent_case(now=clock)

    page = client.post(reverse("worklists:hand_over"), {"share": "1"}, follow=True).content.decode()
    (row,) = [row for row in load_of(now=clock) if row.person == ana]

    assert "3 cases were handed out." in page
    assert (row.assigned, row.away) == (3, None)
    nobody = client.post(reverse("worklists:hand_over"), {"case": Assignment.objects.first().case_id}, follow=True)
    assert "Choose who should do it." in nobody.content.decode()


def test_days_off_are_noted_in_order_and_once(client, ana, clock):
    address, day = reverse("worklists:absent"), clock.date()

    wrong = client.post(address, {"person": ana.pk, "first": day, "last": day - timedelta(days=1)})
    right = client.post(address, {"person": ana.pk, "first": day, "last": day})
    twice = client.post(address, {"person": ana.pk, "first": day, "last": day + timedelta(days=2)})
    page = client.get(reverse("worklists:load")).content.decode()
    client.post(address, {"over": StaffAbsence.objects.get().pk})

    assert (wrong.status_code, right.status_code, twice.status_code) == (422, 303, 422)
    assert "The last day is before the first." in wrong.content.decode()
    assert str(day - timedelta(days=1)) in wrong.content.decode()  # what was typed
    assert "Away to" in page
    assert not StaffAbsence.objects.exists()
    with pytest.raises(UserFacingError, match="Only who works on cases"):
        note_absence(person=make_user(), first=day, last=day, by=ana, now=clock)
