"""A list is its owner's: the browser's or the account's that made it. What others get is a copy to read."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from caarisma.accounts.browser import SESSION_KEY
from matching.lists.services.owning import adopt_lists, share_list, stop_sharing
from matching.lists.urls import urlpatterns
from matching.search.enums import FinishedBy, JobState
from matching.search.models import Intake, MatchJob
from matching.search.ownership import Owner, lists_of
from matching.search.services.jobs import finish_match_job, request_ranking
from providers.vetting.decisions.holds import pause_provider
from tests.factories.matching import A_BROWSER, make_intake, own
from tests.factories.providers import make_listed_location, make_provider, make_user
from tests.factories.treatments import make_area_concern
from tests.matching.search.filling_in import answer_all, send, text

pytestmark = pytest.mark.django_db

OF_A_LIST = [pattern.name for pattern in urlpatterns if str(pattern.pattern).startswith("matches/")]
READING = {"results", "compare"}  # without a form; all others write, or show the form that does


@pytest.fixture(autouse=True)
def catalog():
    make_area_concern("face", "fine-lines")


@pytest.fixture
def made(client) -> Intake:
    """A list that the client's browser made, with a near miss, and with a copy that is shared."""
    now = timezone.now()
    make_listed_location(now=now)
    make_listed_location(now=now, price=275)
    answer_all(client)
    send(client)
    intake = Intake.objects.get()
    Intake.objects.filter(pk=intake.pk).update(musts=[], wishes=[])
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    share_list(intake_id=intake.pk, now=now)
    return Intake.objects.get(pk=intake.pk)


@pytest.fixture
def friend() -> Client:
    return Client()


def address(name: str, intake: Intake) -> str:
    return reverse(f"matching:{name}", args=[intake.token])


def press(client: Client, intake: Intake, name: str):
    miss = intake.near_misses.first()
    data = {
        "near_miss": miss.pk if miss else 0,
        "change": 1,
        "without": "price",
        "email": "cassiopeia@example.com",
        "stop": "1",
    }
    return client.post(address(name, intake), data)


def as_it_was(intake: Intake) -> tuple[object, ...]:
    now = Intake.objects.get(pk=intake.pk)
    return now.max_price, now.radius_miles, now.share_token, now.changes.count(), MatchJob.objects.get(intake=now).state


class TestTheOwnersAddress:
    @pytest.mark.parametrize("name", OF_A_LIST)
    def test_whoever_else_has_it_finds_nothing_there_and_changes_nothing(self, made, friend, name):
        before = as_it_was(made)

        answers = {friend.get(address(name, made)).status_code, press(friend, made, name).status_code}

        assert answers <= {404, 405}
        assert 404 in answers
        assert as_it_was(made) == before
        assert before[:2] == (250, 15)
        assert before[4] == JobState.DONE

    def test_it_answers_as_one_that_never_was(self, made, friend):
        theirs, nobodys = friend.get(made.get_absolute_url()), friend.get("/matches/" + "x" * 32 + "/")

        without_names = [
            re.sub(r'nonce="[^"]*"|/matches/[\w-]+/', "", text(response)) for response in (theirs, nobodys)
        ]
        assert without_names[0] == without_names[1]
        assert "Share a copy" in without_names[0]

    def test_a_list_past_its_day_is_told_to_its_owner_alone(self, made, friend, client):
        Intake.objects.update(consented_at=timezone.now() - timedelta(days=31), expires_at=timezone.now())

        assert client.get(made.get_absolute_url()).status_code == 410
        assert friend.get(made.get_absolute_url()).status_code == 404
        assert friend.get(made.get_shared_url()).status_code == 410

    def test_other_accounts_are_others_too(self, made, friend):
        friend.force_login(make_user())

        assert press(friend, made, "refresh").status_code == 404

    def test_an_account_has_its_list_in_every_browser(self, client, friend):
        user = make_user()
        client.force_login(user)
        answer_all(client)
        send(client)
        intake = Intake.objects.get()
        friend.force_login(user)

        assert intake.browsers == []
        assert press(friend, intake, "refresh").status_code == 303

    def test_a_lost_cookie_is_a_lost_list(self, made, client):
        del client.cookies[settings.SESSION_COOKIE_NAME]

        assert client.get(made.get_absolute_url()).status_code == 404

    def test_signing_in_keeps_what_the_browser_made(self, made, client):
        client.force_login(make_user())

        assert client.get(made.get_absolute_url()).status_code == 200
        assert Intake.objects.get().owner is None

    def test_signing_out_gives_the_lists_back_to_nobody(self, client):
        client.force_login(make_user())
        answer_all(client)
        send(client)
        client.logout()

        assert press(client, Intake.objects.get(), "refresh").status_code == 404

    def test_a_browser_keeps_all_of_its_lists_not_only_the_last(self, client, made):
        answer_all(client)
        send(client)

        assert Intake.objects.count() == 2
        assert press(client, made, "refresh").status_code == 303

    @pytest.mark.parametrize("stored", ["", {"a": 1}, None, 7, ["x"], "\x00\ud800"])
    def test_a_garbled_session_owns_nothing(self, stored):
        intake, client = make_intake(now=timezone.now()), Client()
        session = client.session
        session[SESSION_KEY] = stored
        session.save()

        assert press(client, intake, "refresh").status_code == 404

    def test_owning_one_is_not_owning_its_neighbor(self, client):
        mine, other = make_intake(now=timezone.now(), browsers=["x"]), make_intake(now=timezone.now(), browsers=["y"])
        own(client, mine)

        assert press(client, other, "refresh").status_code == 404


class TestTheDatabase:
    def test_knows_no_list_without_an_owner(self):
        with pytest.raises(IntegrityError, match="intake_has_an_owner"), transaction.atomic():
            make_intake(now=timezone.now(), browsers=[])

    def test_holds_few_browsers(self):
        with pytest.raises(IntegrityError, match="intake_in_few_browsers"), transaction.atomic():
            make_intake(now=timezone.now(), browsers=[str(number) for number in range(11)])

    def test_keeps_the_two_addresses_apart(self):
        intake = make_intake(now=timezone.now())

        with pytest.raises(IntegrityError, match="intake_share_token_is_another"), transaction.atomic():
            Intake.objects.filter(pk=intake.pk).update(share_token=intake.token)

    def test_deletes_an_accounts_lists_with_the_account(self):
        user = make_user()
        make_intake(now=timezone.now(), owner=user)
        user.delete()

        assert not Intake.objects.exists()


class TestTheCopy:
    def test_has_none_of_the_owners_buttons_and_not_their_address(self, made, friend, client):
        theirs, own_page = text(friend.get(made.get_shared_url())), text(client.get(made.get_absolute_url()))

        assert made.token not in theirs
        assert "Make this search mine" in theirs
        assert "Make this search mine" not in own_page
        assert address("erase", made) in own_page
        assert re.findall(r'id="at-(\d+)"', theirs) == re.findall(r'id="at-(\d+)"', own_page) != []

    def test_does_not_tell_where_its_owner_lives(self, made, friend):
        make_listed_location(now=timezone.now(), latitude=37.87, price=200)
        request_ranking(intake_id=made.pk, now=timezone.now())
        finish_match_job(job_id=made.job.pk, by=FinishedBy.WORKER, now=timezone.now())

        for url in (made.get_shared_url(), compare_url(made)):
            page = re.sub(r"CA 94612|\b[A-Z]{2} \d{5}\b", "", text(friend.get(url)))  # of clinics
            assert "94612" not in page
            assert "946xx" in page or "compare" in url
            assert not re.search(r"\d\.\d miles", page)
            assert "dial-map" not in page

    @pytest.mark.parametrize("case", ["nobody at all", "nobody for this", "paused"])
    def test_says_nothing_of_what_is_near_its_reader(self, friend, case):
        """They may live elsewhere: only the owner is told of "near you"."""
        now = timezone.now()
        if case != "nobody at all":
            place = make_listed_location(now=now, provider=make_provider(user=make_user()))
        if case == "nobody for this":
            place.offerings.update(area_concern=make_area_concern("scalp", "hair-loss"))
        if case == "paused":
            until = now.date() + timedelta(days=10)
            pause_provider(provider_id=place.provider_id, until=until, by=place.provider.user, now=now)
        intake = make_intake(now=now)
        finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
        intake = share_list(intake_id=intake.pk, now=now)

        owner = Client()
        own(owner, intake)
        own_page, copy = (
            text(page).partition("<main")[2].partition("</main>")[0]
            for page in (owner.get(intake.get_absolute_url()), friend.get(intake.get_shared_url()))
        )
        assert "near you" in own_page
        assert "near you" not in copy

    def test_of_an_empty_list_neither(self, friend):
        intake = make_intake(now=timezone.now(), max_price=20)
        finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=timezone.now())
        page = text(friend.get(share_list(intake_id=intake.pk, now=timezone.now()).get_shared_url()))

        assert "No provider fits yet" in page
        assert "94612" not in page

    def test_its_owner_is_told_what_others_see(self, made, client):
        page = text(client.get(made.get_shared_url()))

        assert "This is the copy that others see" in page
        assert "94612" not in re.sub(r"\b[A-Z]{2} \d{5}\b", "", page)

    def test_ends_when_its_owner_stops_sharing_and_comes_back_elsewhere(self, made, friend):
        first = made.get_shared_url()
        stop_sharing(intake_id=made.pk)
        again = share_list(intake_id=made.pk, now=timezone.now())

        assert friend.get(first).status_code == 404
        assert friend.get(again.get_shared_url()).status_code == 200

    def test_sharing_twice_keeps_the_address(self, made):
        assert share_list(intake_id=made.pk, now=timezone.now()).share_token == made.share_token

    def test_leads_back_from_a_clinic_to_the_copy(self, made, friend):
        friend.get(made.get_shared_url())
        match = made.matches.select_related("location", "provider").first()
        page = text(friend.get(match.location.address_on_site(match.provider.slug)))

        assert made.get_shared_url() in page
        assert made.token not in page

    def test_waits_like_the_list_does(self, made, friend):
        MatchJob.objects.update(state=JobState.PENDING, done_at=None, done_by="", requested_at=timezone.now())
        page = text(friend.get(made.get_shared_url()))

        assert "Looking for providers" in page
        assert made.token not in page


def compare_url(intake: Intake) -> str:
    places = intake.matches.values_list("location_id", flat=True)
    return reverse("matching:shared_compare", args=[intake.share_token]) + "?" + "&".join(f"p={pk}" for pk in places)


class TestMakingItMine:
    ALL = {"adult": "on", "agree": "on", "zip_code": "94601"}

    def copy(self, client: Client, intake: Intake, **ticks: str):
        return client.post(reverse("matching:mine", args=[intake.share_token]), ticks)

    def test_the_same_question_from_their_own_zip_code(self, made, friend):
        response = self.copy(friend, made, **self.ALL)

        copied = Intake.objects.exclude(pk=made.pk).get()
        assert response.headers["Location"] == copied.get_absolute_url()
        same = ("radius_miles", "max_price", "slots", "slots_required", "wishes", "musts")
        assert [getattr(copied, name) for name in same] == [getattr(made, name) for name in same]
        assert set(copied.areas.all()) == set(made.areas.all())
        assert copied.zip_code == "94601"
        assert copied.token != made.token
        assert copied.share_token is None

    def test_nobody_is_told_that_they_said_what_mattered_most_to_the_owner(self, made, friend):
        Intake.objects.filter(pk=made.pk).update(matters_most="openings")
        self.copy(friend, made, **self.ALL)

        copied = Intake.objects.exclude(pk=made.pk).get()
        finish_match_job(job_id=copied.job.pk, by=FinishedBy.WORKER, now=timezone.now())

        page = text(friend.get(copied.get_absolute_url()))
        assert "1 provider fits your plan" in page
        assert "You said" not in page

    def test_it_is_theirs_and_the_first_stays_whose_it_was(self, made, friend, client):
        self.copy(friend, made, **self.ALL)
        copied = Intake.objects.exclude(pk=made.pk).get()

        assert friend.post(address("erase", copied)).status_code == 303
        assert Intake.objects.get() == made
        assert press(client, made, "refresh").status_code == 303

    @pytest.mark.parametrize("left_out", ["adult", "agree", "zip_code"])
    def test_each_of_these_is_a_persons_own(self, made, friend, left_out):
        response = self.copy(friend, made, **{name: said for name, said in self.ALL.items() if name != left_out})

        assert response.status_code == 422
        assert Intake.objects.count() == 1

    def test_a_zip_code_that_is_none_is_told_beside_the_field_and_kept(self, made, friend):
        response = self.copy(friend, made, **{**self.ALL, "zip_code": "00000"})

        assert response.status_code == 422
        assert "We cannot find 00000" in text(response)
        assert 'value="00000"' in text(response)

    def test_pressing_twice_makes_one(self, made, friend):
        self.copy(friend, made, **self.ALL)
        self.copy(friend, made, **self.ALL)

        assert Intake.objects.count() == 2

    def test_two_friends_have_a_list_each(self, made, friend):
        self.copy(friend, made, **self.ALL)
        self.copy(Client(), made, **self.ALL)

        assert Intake.objects.count() == 3

    def test_the_owner_has_nothing_to_copy(self, made, client):
        response = client.get(reverse("matching:mine", args=[made.share_token]))

        assert response.headers["Location"] == made.get_absolute_url()

    def test_a_draft_of_their_own_is_left_alone(self, made, friend):
        answer_all(friend, up_to="times")
        draft = friend.session["intake_draft"]

        self.copy(friend, made, **self.ALL)

        assert friend.session["intake_draft"] == draft

    def test_another_persons_health_is_not_copied(self, made, friend):
        self.copy(friend, made, **self.ALL)

        assert not hasattr(Intake.objects.exclude(pk=made.pk).get(), "health")

    def test_a_list_past_its_day_has_no_copy(self, made, friend):
        Intake.objects.update(consented_at=timezone.now() - timedelta(days=31), expires_at=timezone.now())

        assert self.copy(friend, made, **self.ALL).status_code == 410


class TestTakingListsIntoAnAccount:
    def test_they_are_the_accounts_alone_then(self):
        user, now = make_user(), timezone.now()
        first, second = make_intake(now=now), make_intake(now=now)

        taken = adopt_lists(browser=A_BROWSER.browser, account=user, by=user, now=now)

        assert taken == 2
        assert set(lists_of(Owner(account=user))) == {first, second}
        assert not lists_of(A_BROWSER).exists()

    def test_those_of_other_browsers_and_accounts_stay_where_they_are(self):
        user, other, now = make_user(), make_user(), timezone.now()
        make_intake(now=now, browsers=["another"])
        make_intake(now=now, owner=other, browsers=[A_BROWSER.browser])  # its mailed link was opened here

        assert adopt_lists(browser=A_BROWSER.browser, account=user, by=user, now=now) == 0
        assert adopt_lists(browser="", account=user, by=user, now=now) == 0

    def test_nobody_takes_them_for_somebody_else(self):
        with pytest.raises(PermissionError):
            adopt_lists(browser=A_BROWSER.browser, account=make_user(), by=make_user(), now=timezone.now())


def test_the_privacy_page_says_what_is_so(client):
    page = text(client.get(reverse("pages:privacy")))

    assert "Only the browser or the account that made a list can open it." in page
