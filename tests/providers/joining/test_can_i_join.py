"""Before any paper: yes, not yet or no, with the source, and totals that tell of nobody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from caarisma.common.outbox.models import Mail
from providers.directory.enums import Profession
from providers.joining.mails import WAITS
from providers.joining.models import JoinWait
from providers.joining.services.waiting import ask_to_be_told, confirm_wait, forget_waits, tell_of_answers
from tests.factories.insights import judge_all, make_searches
from tests.factories.providers import make_area_concern, make_user
from tests.rules import close_state, forbid, open_state

pytestmark = pytest.mark.django_db
NP = {"profession": "np", "state": "GA", "zip_code": "30303"}
ATLANTA_AREA = "303"


def ask(client: Client, **answers: str) -> str:
    sent = client.post(reverse("joining:can_i_join"), NP | answers)
    assert sent.status_code == 303, sent.context["form"].errors
    assert "30303" not in sent.url
    return client.get(sent.url).content.decode()


@pytest.mark.parametrize("name", ["provider:join", "joining:can_i_join", "joining:answer", "teams:invited"])
def test_who_only_looks_gets_no_session(client, name):
    assert "sessionid" not in client.get(reverse(name)).cookies


def test_yes_leads_to_sign_up_and_says_under_whom(client):
    page = ask(client)

    assert "Yes, you can join" in page
    assert "a doctor who supervises you" in page
    assert f"{reverse('account_signup')}?next={reverse('provider:home')}" in page


def test_not_yet_offers_a_mail_and_no_sign_up(client):
    close_state("GA", "np")

    page = ask(client)

    assert "Not yet" in page
    assert "We know no rule of Georgia" in page
    assert reverse("joining:tell_me") in page
    assert reverse("account_signup") not in page


def test_no_names_the_source(client):
    forbid("CA", "rn")

    page = ask(client, state="CA", profession="rn", zip_code="94612")

    assert "State law says no" in page
    assert "Our source:" in page
    assert reverse("joining:tell_me") not in page


def test_our_own_rule_is_said_to_be_ours(client):
    assert "That is our own rule" in ask(client, profession="ma")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"profession": ""}, "Choose your license type"),
        ({"state": "XX"}, "Choose the state"),
        ({"zip_code": "1"}, "5 digit ZIP code"),
        ({"zip_code": "94612"}, "in another state"),
    ],
)
def test_what_is_wrong_is_told_beside_it_and_kept(client, wrong, told):
    sent = client.post(reverse("joining:can_i_join"), NP | wrong)

    assert sent.status_code == 422
    assert told in sent.content.decode()


def test_searches_near_are_told_as_totals_and_small_ones_are_not(client, now):
    """Which numbers may be told is tested where they are counted: tests/matching/insights."""
    make_area_concern()
    assert "nobody searched near ZIP codes that begin with 303" in ask(client)
    make_searches(4, now=now, zip3=ATLANTA_AREA)
    judge_all(now=now)
    assert "there were a few searches" in ask(client)
    make_searches(8, now=now, zip3=ATLANTA_AREA)
    make_searches(20, now=now)  # around Oakland
    judge_all(now=now)

    page = ask(client)

    assert "there were <b>12</b> searches near ZIP codes that begin with 303" in page
    assert "<b>12</b> of them found nobody" in page


class TestWaiting:
    @pytest.fixture(autouse=True)
    def _closed(self):
        close_state("GA", "np")

    def asked(self, client, email="np@example.com"):
        ask(client)
        return client.post(reverse("joining:tell_me"), {"email": email})

    def test_an_address_is_told_once_after_it_was_confirmed(self, client, now):
        assert self.asked(client).status_code == 303
        wait = JoinWait.objects.get()
        link = reverse("joining:wait", args=[WAITS.sign(wait.key.hex)])
        open_state("GA", "np")
        assert tell_of_answers(now=now) == 0  # not confirmed

        client.get(link)
        assert JoinWait.objects.get().confirmed_at is None
        client.post(link, {"yes": "1"})

        assert (tell_of_answers(now=now + timedelta(hours=1)), tell_of_answers(now=now + timedelta(hours=1))) == (1, 0)
        kinds = list(Mail.objects.order_by("pk").values_list("kind", "recipient"))
        assert kinds == [("join_confirm", "np@example.com"), ("join_answer", "np@example.com")]
        assert "Georgia" in Mail.objects.last().letter["text"]

    def test_a_no_is_told_too(self, client, now):
        wait = ask_to_be_told(
            email="a@b.com", profession=Profession.NURSE_PRACTITIONER, state="GA", language="en", is_confirmed=True,
            now=now,
        )  # fmt: skip
        assert tell_of_answers(now=now) == 0

        forbid("GA", "np")

        assert tell_of_answers(now=now) == 1
        assert "does not let your license" in Mail.objects.get().letter["text"]
        wait.refresh_from_db()
        assert wait.told_at

    def test_who_is_signed_in_need_not_confirm(self, client, now):
        user = make_user("ana@example.com")
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        client.force_login(user)

        assert self.asked(client, email="somebody.else@example.com").status_code == 303

        wait = JoinWait.objects.get()
        assert wait.email == "ana@example.com"
        assert wait.confirmed_at
        assert not Mail.objects.exists()

    def test_one_press_ends_it_and_asking_twice_is_asking_once(self, client):
        self.asked(client)
        self.asked(client, email="NP@example.com")
        assert (JoinWait.objects.count(), Mail.objects.count()) == (1, 1)

        link = reverse("joining:wait", args=[WAITS.sign(JoinWait.objects.get().key.hex)])
        client.post(link, {"stop": "1"})

        assert not JoinWait.objects.exists()
        assert "Nothing waits here" in client.get(link).content.decode()

    def test_a_wrong_address_keeps_the_page(self, client):
        page = self.asked(client, email="np@")

        assert page.status_code == 422
        assert 'value="np@"' in page.content.decode()

    def test_a_link_that_we_never_mailed_opens_nothing(self, client):
        assert client.get(reverse("joining:wait", args=["nobodys"])).status_code == 404

    def test_nobody_is_kept_for_long(self, client, now):
        told = {"profession": Profession.NURSE_PRACTITIONER, "state": "GA", "language": "en", "now": now}
        ask_to_be_told(email="never.confirmed@example.com", is_confirmed=False, **told)
        ask_to_be_told(email="waits@example.com", is_confirmed=True, **told)
        over = ask_to_be_told(email="told@example.com", is_confirmed=True, **told)
        JoinWait.objects.filter(pk=over.pk).update(told_at=now)

        forget_waits(now=now + timedelta(days=8))
        forget_waits(now=now + timedelta(days=31))

        assert [wait.email for wait in JoinWait.objects.all()] == ["waits@example.com"]
        assert confirm_wait(key=over.key, now=now) is None


@pytest.mark.django_db(transaction=True)
def test_two_who_look_at_once_tell_nobody_twice(now):
    for number in range(6):
        ask_to_be_told(
            email=f"np{number}@example.com", profession=Profession.NURSE_PRACTITIONER, state="GA", language="en",
            is_confirmed=True, now=now,
        )  # fmt: skip

    def look(_number: int) -> int:
        try:
            return tell_of_answers(now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = sum(pool.map(look, range(2)))

    assert (told, Mail.objects.filter(kind="join_answer").count()) == (6, 6)
