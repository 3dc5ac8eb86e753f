"""The rows as the provider and the desk see them; and what a suite number costs the desk, in forms."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from providers.desk.access import READ, WORK
from providers.screening.block_words import blocker_words
from providers.screening.enums import ChangeState, Fact
from providers.screening.models import ProposedChange, ScreeningCase
from providers.screening.rules.due import OFFICE_ZONE
from providers.vetting.cases.cases import blockers_of
from tests.factories.providers import make_listed_location, make_provider, make_user
from tests.providers.changes.rows import row
from tests.providers.portal.test_edits import HERE
from tests.providers.portal.walk import send_to

pytestmark = pytest.mark.django_db

MOST_FORMS = 2  # of the desk, for another suite number


@pytest.fixture
def place(clock):
    place = make_listed_location(now=clock, provider=make_provider(user=make_user()))
    type(place).objects.filter(pk=place.pk).update(phone="510-555-0100")
    place.refresh_from_db()
    return place


@pytest.fixture
def portal(place):
    client = Client()
    client.force_login(place.provider.user)
    return client


def test_a_suite_number_is_two_forms_at_the_desk(client, sign_in_as, portal, place, clock):
    send_to(portal, "place", {**HERE, "line2": "Suite 214"}, place.pk)
    case = ScreeningCase.objects.get(change__about=f"place:{place.pk}:address")
    sign_in_as(READ, WORK)
    hour_ago = (clock - timedelta(hours=1)).astimezone(OFFICE_ZONE)
    called = {"place-called_number": "510-555-0100", "place-called_at": f"{hour_ago:%Y-%m-%dT%H:%M}"}
    forms = [
        (reverse("desk:take", args=[case.pk]), {}),
        (
            reverse("desk:save_check", args=[case.pk, "place"]),
            {"place-result": "pass", "place-revision": case.revision, "accept": "1", **called},
        ),
    ]

    answers = [client.post(address, sent) for address, sent in forms]

    assert [answer.status_code for answer in answers] == [303, 303]
    place.refresh_from_db()
    assert (place.line2, len(forms) <= MOST_FORMS) == ("Suite 214", True)
    page = portal.get(reverse("provider:changes")).content.decode()
    assert "Suite number" in page
    assert "Live since" in page
    assert "Take back" not in page


def test_the_provider_reads_each_row_what_it_waits_for_and_what_patients_see(portal, place, clock):
    send_to(portal, "place", {**HERE, "line2": "Suite 214", "clinic_name": "Lakeshore Skin"}, place.pk)
    row(place.provider, Fact.NAME, "name", now=clock, before={"last_name": "Osei"}, last_name="Lovelace")

    answer = portal.get(reverse("provider:changes"))
    page, lines = answer.content.decode(), answer.context["lines"]

    assert [line.row.change.state for line in lines] == [ChangeState.NEEDS_YOU, *[ChangeState.WITH_US] * 2]
    for words in (
        "Suite number", "Prices, hours and your place on lists stay with this clinic.", "Needs 1 check:",
        "Identity: the document is missing.", "Send what is missing", reverse("provider:identity"),
    ):  # fmt: skip
        assert words in page
    assert "1 change waits for you" in portal.get(reverse("provider:home")).content.decode()


def test_the_list_of_what_stands_in_the_way_is_the_same_for_both(client, sign_in_as, portal, place, clock):
    change = row(place.provider, Fact.NAME, "name", now=clock, before={"last_name": "Osei"}, last_name="Lovelace")
    sign_in_as(READ, WORK)

    said = [blocker_words(blocker) for blocker in blockers_of(change.case, now=clock)]
    bench = client.get(reverse("desk:case", args=[change.case_id])).context["bench"]
    (line,) = portal.get(reverse("provider:changes")).context["lines"]

    assert list(bench.blockers) == list(line.row.in_the_way_words) == said != []


def test_one_row_is_taken_back_and_the_others_stay(portal, place):
    send_to(portal, "place", {**HERE, "line2": "Suite 214", "clinic_name": "Lakeshore Skin"}, place.pk)
    name, suite = ProposedChange.objects.order_by("about").reverse()

    answer = portal.post(reverse("provider:change_take_back", args=[name.pk]))
    again = portal.post(reverse("provider:change_take_back", args=[name.pk]), follow=True)

    name.refresh_from_db()
    suite.refresh_from_db()
    assert answer.status_code == 303
    assert (name.state, suite.state) == (ChangeState.TAKEN_BACK, ChangeState.WITH_US)
    assert "does not wait any more" in again.content.decode()


def test_a_change_of_somebody_else_is_not_there(portal):
    other = make_provider(user=make_user())
    foreign = row(other, Fact.NAME, "name", now=other.created_at, before={"last_name": "A"}, last_name="B")

    assert portal.post(reverse("provider:change_take_back", args=[foreign.pk])).status_code == 404


def test_the_desk_turns_a_row_down_only_with_words_and_decides_it_at_the_case(client, sign_in_as, place, clock):
    change = row(
        place.provider, Fact.PLACE, f"place:{place.pk}:phone", now=clock, before={"phone": "1"}, location=place.pk,
        phone="415-555-0199",
    )  # fmt: skip
    sign_in_as(READ, WORK)
    at = {name: reverse(f"desk:{name}", args=[change.case_id]) for name in ("take", "decision", "turn_down_change")}
    client.post(at["take"])

    assert client.get(at["decision"]).url == reverse("desk:case", args=[change.case_id])
    silent = client.post(at["turn_down_change"], {"revision": 0, "words": " "})
    old = client.post(at["turn_down_change"], {"revision": 9, "words": "No."})
    early = client.post(reverse("desk:accept_change", args=[change.case_id]), {"revision": 0})
    done = client.post(at["turn_down_change"], {"revision": 0, "words": "Nobody answers there."})

    assert [answer.status_code for answer in (silent, old, early, done)] == [422, 422, 422, 303]
    assert "Place of practice: not done." in early.content.decode()
    change.refresh_from_db()
    assert change.state == ChangeState.TURNED_DOWN
