"""From the tick on the page of a visit to "thank you", and the link that stops it."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from caarisma.common.outbox.models import Mail
from matching.aftercare.mails import KIND
from matching.aftercare.models import FollowUp, FollowUpAnswers, FollowUpConsent
from matching.aftercare.rules.told import told_from
from tests.factories.aftercare import asked, make_visit, tell
from tests.matching.requests.browsing import hold

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(now):
    return make_visit(now=now, consents=False)


@pytest.fixture
def at_week_2(visit):
    """Two weeks after the visit, asked."""
    FollowUpConsent.objects.create(asker=visit.request.asker, given_at=visit.ends, version="1")
    follow_up = asked(visit)
    with time_machine.travel(follow_up.asked_at + timedelta(minutes=5), tick=True):
        yield follow_up


def links() -> tuple[str, str]:
    """The addresses of the two links in the mail."""
    text = Mail.objects.filter(kind=KIND).latest("pk").letter["text"]
    words = [word for word in text.split() if word.startswith("https://caarisma.example/after/")]
    return tuple(word.removeprefix("https://caarisma.example") for word in words)


def thread(visit, name: str) -> str:
    return reverse(f"matching_consultations:{name}", args=[visit.request.reference])


def pressed(client: Client) -> str:
    """The first screen, after the press."""
    answer = client.post(links()[0])
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_the_tick_is_empty_and_nothing_happens_without_it(client, visit):
    with time_machine.travel(visit.ends + timedelta(hours=2)):
        hold(client, visit.request, now=visit.ends)
        page = client.get(thread(visit, "thread")).content.decode()
        assert 'name="agree"' in page
        assert "checked" not in page.split('name="agree"')[1].split(">")[0]

        answer = client.post(thread(visit, "may_ask"))

    assert answer.status_code == 422
    assert "Tick the box if you agree." in answer.content.decode()
    assert not FollowUpConsent.objects.exists()


def test_ticked_it_says_when_the_first_question_comes_and_how_to_stop(client, visit):
    with time_machine.travel(visit.ends + timedelta(hours=2)):
        hold(client, visit.request, now=visit.ends)
        answer = client.post(thread(visit, "may_ask"), {"agree": "yes"}, follow=True)
        page = answer.content.decode()
        assert "The next question comes on" in page

        client.post(thread(visit, "ask_no_more"))

    assert FollowUpConsent.objects.get().withdrawn_at is not None


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_program_that_follows_the_links_changes_nothing(client, at_week_2, method):
    for _time in range(20):
        for link in links():
            assert getattr(client, method)(link).status_code == 200

    assert FollowUpConsent.objects.alive().exists()
    assert not FollowUpAnswers.objects.exists()
    assert "sessionid" not in client.cookies


def test_without_the_press_the_question_is_nobodys(client, at_week_2):
    for name in ("signs", "rest"):
        assert client.get(reverse(f"aftercare:{name}", args=[at_week_2.key])).status_code == 404


def test_a_sign_is_saved_at_once_and_the_card_of_care_comes_before_the_rest(client, at_week_2):
    answer = client.post(pressed(client), {"signs": ["lump"]}, follow=True)

    assert FollowUpAnswers.objects.exists()
    page = answer.content.decode()
    assert page.index("Call your doctor today") < page.index("Have you seen a doctor about it?")
    assert page.index("Call 911") < page.index("Have you seen a doctor about it?")
    assert "<title>A short question - Caarisma</title>" in page
    assert "checked" not in page.split("<form")[-1]


def test_who_is_well_meets_no_card(client, at_week_2):
    page = client.post(pressed(client), {"signs": ["none"]}, follow=True).content.decode()

    assert "Call your doctor today" not in page
    assert "Have you seen a doctor" not in page
    assert "How happy are you" in page


def test_who_would_rather_not_say_is_thanked_and_nothing_is_stored(client, at_week_2):
    page = client.post(pressed(client), {"signs": ["not-say"]}, follow=True).content.decode()

    assert "Thank you" in page
    assert not FollowUpAnswers.objects.exists()


@pytest.mark.parametrize(
    ("ticked", "words"),
    [
        ([], "Tick what is true for you, or &quot;None of these&quot;"),
        (["lump", "none"], "Not both"),
        (["lump", "not-say"], "Not both"),
        (["plague"], "Tick your answers from this list"),
    ],
)
def test_a_mistake_is_said_and_nothing_ticked_is_lost(client, at_week_2, ticked, words):
    answer = client.post(pressed(client), {"signs": ticked})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    if "lump" in ticked:
        assert "checked" in page.split('value="lump"')[1].split(">")[0]
    assert not FollowUpAnswers.objects.exists()


def test_the_rest_is_stored_and_mistakes_lose_nothing(client, at_week_2):
    first = pressed(client)
    client.post(first, {"signs": ["sore", "fever"]})
    more = reverse("aftercare:rest", args=[at_week_2.key])
    typed = {"doctor": "no", "infection": "yes", "phone": "12", "product": "Lipo Glow", "lot": "A7", "satisfied": "2"}

    answer = client.post(more, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Which one is right?" in page
    assert "Enter a US phone number" in page
    assert 'value="Lipo Glow"' in page

    right = {**typed, "doctor": "yes", "phone": "510-555-0100", "may_contact": "on", "germ": "no"}
    assert client.post(more, right).status_code == 303
    told = told_from(FollowUpAnswers.objects.get().answers)
    assert (told.signs, told.doctor, told.infection) == (frozenset({"sore", "fever"}), True, "yes")
    assert (told.may_read, told.may_contact, told.phone) == (False, True, "510-555-0100")
    assert (told.satisfied, told.germ, told.hospital) == (2, False, None)


def test_after_thanks_the_page_is_shut_and_the_link_opens_an_empty_one(client, at_week_2):
    first = pressed(client)
    client.post(first, {"signs": ["lump"]})
    client.post(reverse("aftercare:rest", args=[at_week_2.key]), {})
    assert client.get(first).status_code == 404

    page = client.get(pressed(client)).content.decode()
    assert "checked" not in page.split("<form")[-1]


def test_59_answered_after_stopping_is_thanked(client, at_week_2):
    first, (_answer, stop) = pressed(client), links()
    Client().post(stop)

    page = client.post(first, {"signs": ["lump"]}, follow=True).content.decode()

    assert "Thank you" in page
    assert not FollowUpAnswers.objects.exists()


def test_60_one_click_twice_by_a_stranger_and_after_the_end(at_week_2):
    stop, nobodys = links()[1], reverse("aftercare:stop", args=["x" * 32])
    one_click = {"List-Unsubscribe": "One-Click"}
    stranger = Client(enforce_csrf_checks=True)

    for address in (stop, stop, nobodys):
        answer = stranger.post(address, one_click)
        assert (answer.status_code, answer.content) == (200, b"")
        assert "sessionid" not in stranger.cookies
    assert FollowUpConsent.objects.get().withdrawn_at is not None
    FollowUp.objects.all().delete()
    assert stranger.post(stop, one_click).status_code == 200


def test_the_page_that_stops_is_the_same_for_every_link(client, at_week_2):
    pages = [client.get(address).content for address in (links()[1], reverse("aftercare:stop", args=["x" * 32]))]

    assert len({page.replace(links()[1].encode(), b"").replace(b"x" * 32, b"") for page in pages}) <= 2
    assert b"Stop asking me" in pages[0]
    assert len(pages[0]) == len(pages[1])


def test_a_link_is_over_when_the_question_is(client, at_week_2):
    answer_link = links()[0]
    FollowUp.objects.update(asked_at=at_week_2.asked_at - timedelta(days=30), ends_at=at_week_2.asked_at)

    assert client.get(answer_link).status_code == 410
    assert client.post(answer_link).status_code == 410
    assert client.get(reverse("aftercare:press", args=["x" * 32])).status_code == 404


def test_the_page_of_the_visit_asks_what_waits_and_deletes_what_was_told(client, visit, at_week_2):
    hold(client, visit.request, now=at_week_2.asked_at)
    assert "A short question waits for you" in client.get(thread(visit, "thread")).content.decode()
    location = client.post(thread(visit, "question")).headers["Location"]
    client.post(location, {"signs": ["none"]})
    assert "A short question waits" not in client.get(thread(visit, "thread")).content.decode()

    client.post(thread(visit, "delete_told"))

    assert not FollowUpAnswers.objects.exists()


def test_the_clinic_s_side_says_nothing_of_it(client, visit, at_week_2):
    tell(visit, "lump", product="Quicksilver", may_contact=True, phone="510-555-0199")
    client.force_login(visit.provider.user)

    page = client.get(reverse("provider:request", args=[visit.request.reference])).content.decode().lower()

    for word in ("quicksilver", "lump", "0199", "question waits", "ask how you are"):
        assert word not in page


@pytest.mark.parametrize("key", ["", "x", str(UUID(int=1))])
def test_a_key_that_nobody_has_is_not_there(client, key):
    assert client.get(f"/after/{key}/").status_code == 404
