"""What the people of a clinic keep up: from the pages, by each role, for one provider of several."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from matching.consultations.models import Message, Move
from providers.calendars.enums import Trouble
from providers.calendars.models import BusySource, BusyTime, CalendarFeed
from providers.calendars.rules.reading import CalendarRefused
from providers.calendars.services import busy as busy_service
from providers.directory.models import PlaceWays, PracticeLocation
from providers.screening.models import ProviderHold
from providers.teams.enums import Did, Role
from providers.teams.models import TeamAct
from tests.factories.consultations import make_agreed, make_clinic, make_request
from tests.factories.providers import make_listed_location, make_location, make_provider, make_user
from tests.factories.teams import make_member, make_team
from tests.matching.requests.browsing import hidden

pytestmark = pytest.mark.django_db

ICS = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Jane Doe\r\n"
    b"DTSTART:20261201T170000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def place(now):
    return make_clinic(now=now, clinic_name="Harbor Skin")


@pytest.fixture
def team(place, now):
    return make_team(place.provider, now=now)


@pytest.fixture
def desk(team, now):
    return make_member(team, Role.FRONT_DESK, now=now, name="Sam Reed")


@pytest.fixture
def manager(team, now):
    return make_member(team, Role.MANAGER, now=now, name="Maria Lopez")


class TestTeam:
    def test_the_front_desk_answers_a_request_and_its_name_stands_beside_it(self, place, desk, manager, now):
        request = make_request(place, now=now, first_name="Ana")
        client = client_of(desk.user)
        thread = reverse("provider:request", args=[request.reference])
        page = client.get(thread)

        sent = client.post(thread + "write/", {**hidden(page), "body": "Come in.", "form_key": form_key(page)})

        assert sent.status_code == 303
        assert Message.objects.get().by_user == desk.user
        assert Move.objects.filter(request=request, to_state="seen").get().who == desk.user.pk
        seen_by_others = client_of(manager.user).get(thread).content.decode()
        assert "Sam Reed, Front desk" in seen_by_others
        assert "Sam Reed" not in client.get(thread).content.decode()  # it was they

    def test_a_link_leads_to_the_right_provider_of_several(self, place, desk, team, now):
        other = make_clinic(now=now)
        make_team(other.provider, now=now).members.create(user=desk.user, role="desk", name="Sam Reed", since=now)
        request = make_request(other, now=now)
        client = client_of(desk.user)
        assert client.get(reverse("provider:home")).url == reverse("provider:choose")

        page = client.get(reverse("provider:request", args=[request.reference])).content.decode()

        assert f"You work for {other.provider.name_with_credentials} now." in page
        chosen = client.post(reverse("provider:choose"), {"provider": place.provider_id})
        assert chosen.status_code == 303
        assert place.provider.name_with_credentials in client.get(reverse("provider:home")).content.decode()
        assert client.post(reverse("provider:choose"), {"provider": make_provider().pk}).status_code == 404

    def test_a_form_is_for_whom_its_page_was_though_another_tab_chose_another(self, place, team, manager, now):
        other = make_clinic(now=now)
        make_team(other.provider, now=now).members.create(user=manager.user, role="manager", name="Maria", since=now)
        client = client_of(manager.user)
        client.post(reverse("provider:choose"), {"provider": place.provider_id})
        typed = hidden(client.get(reverse("provider:home")))
        client.post(reverse("provider:choose"), {"provider": other.provider_id})

        client.post(reverse("provider:pause"), typed)

        assert [hold.provider for hold in ProviderHold.objects.open()] == [place.provider]

    def test_pages_of_facts_are_shut_and_not_offered(self, place, manager):
        client = client_of(manager.user)

        home = client.get(reverse("provider:home")).content.decode()

        for name in ("details", "licenses", "identity", "names", "insurance"):
            assert client.get(reverse(f"provider:{name}")).status_code == 403
            assert f'href="/provider/{name}/"' not in home

    def test_a_form_cannot_say_more_than_it_asks(self, place, manager):
        """Fields of checks sent along with what a manager may change do nothing."""
        client, before = client_of(manager.user), PracticeLocation.objects.filter(pk=place.pk).values().get()
        more = {
            "npi": "1234567893", "profession": "md", "provider": 1, "user": manager.user.pk, "line1": "Elsewhere",
            "clinic_name": "Best", "phone": "1", "is_active": "", "latitude": "0", "license": "X", "first_name": "Eve",
            "placed_by": "street", "location_id": 1, "slug": "x", "is_demonstration": "on", "status": "active",
        }  # fmt: skip
        person = place.provider.__class__.objects.filter(pk=place.provider_id).values().get()

        assert client.post(reverse("clinic:facts", args=[place.pk]), {"pay": ["cash"], **more}).status_code == 303

        assert PlaceWays.objects.get().pay == ["cash"]
        assert PracticeLocation.objects.filter(pk=place.pk).values().get() == before
        assert place.provider.__class__.objects.filter(pk=place.provider_id).values().get() == person
        answer = client.post(reverse("clinic:facts", args=[place.pk]), {"pay": ["gold"]})
        assert answer.status_code == 422

    def test_a_manager_keeps_prices_and_hours_of_three_at_one_place(self, now):
        first, second, third = (
            make_listed_location(now=now, provider=make_provider(user=make_user()), line1="9 Pier Road")
            for _ in range(3)
        )
        stranger = make_listed_location(now=now, provider=make_provider(user=make_user()), line1="9 Pier Road")
        team = make_team(first.provider, second.provider, third.provider, now=now)
        manager = make_member(team, Role.MANAGER, now=now, name="Maria Lopez")
        line = first.offerings.get().area_concern
        first.offerings.update(price_per_session=333)
        second.offerings.update(price_per_session=150, sessions_done=40)
        third.offerings.all().delete()
        client, url = client_of(manager.user), reverse("clinic:together", args=[first.pk])
        page = client.get(url).content.decode()
        assert stranger.provider.name_with_credentials not in page

        done = client.post(url, {"to": [second.pk, third.pk], "what": ["prices", "hours"]})

        assert done.status_code == 303
        kept = {
            one.pk: dict(
                one.offerings.filter(is_active=True, area_concern=line).values_list(
                    "price_per_session", "sessions_done"
                )
            )
            for one in (second, third)
        }
        assert kept == {second.pk: {333: 40}, third.pk: {333: 0}}
        acts = TeamAct.objects.filter(did=Did.PRICES).values_list("provider", "by")
        assert set(acts) == {(one.provider_id, manager.user.pk) for one in (second, third)}
        assert client.post(url, {"to": [stranger.pk], "what": ["prices"]}).status_code == 422
        assert client.post(url, {}).status_code == 422


def form_key(page) -> str:
    return str(page.context["form"].initial["form_key"])


class TestPlacePage:
    def test_patients_read_how_to_pay_and_park(self, place, client):
        PlaceWays.objects.create(place=place, pay=["hsa", "card"], park=["free"], said_at=place.created_at)

        page = client.get(place.address_on_site(place.provider.slug)).content.decode()

        assert "How to pay: Credit or debit card, HSA or FSA card." in page
        assert "Parking: Free parking lot." in page
        assert "Getting in:" not in page


class TestAnswers:
    def test_the_clinic_reads_its_answer_time_beside_what_patients_read(self, place):
        page = client_of(place.provider.user).get(reverse("provider:requests")).content.decode()

        assert "Patients read" in page
        assert "New here. We do not know yet how fast it answers." in page
        assert "No request to count yet" in page


class TestCalendars:
    url = "/provider/calendar/"

    def test_a_file_gives_busy_times_and_no_titles(self, place, desk, now):
        client = client_of(desk.user)
        answer = client.post(self.url, {"file": SimpleUploadedFile("me.ics", ICS)})

        assert answer.status_code == 303
        busy = BusyTime.objects.get()
        assert f"{busy.starts:%m-%d %H:%M}" == "12-01 17:00"
        assert "Your next free time" in client.get(self.url).content.decode()
        assert TeamAct.objects.get().did == Did.CALENDAR

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({}, "Choose a file, or enter an address."),
            ({"file": b"<html>"}, "This is not a calendar file."),
            ({"file": b""}, "This file is empty."),
            ({"file": b"x" * 1_000_001}, "larger than 1 MB"),
            ({"address": "http://calendar.example/"}, "This is no address of a calendar."),
            ({"address": "https://a.example/", "file": ICS}, "not both"),
        ],
    )
    def test_what_cannot_be_read_is_said_beside_the_field(self, place, sent, told):
        if "file" in sent:
            sent = {**sent, "file": SimpleUploadedFile("me.ics", sent["file"])}
        answer = client_of(place.provider.user).post(self.url, sent)

        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert sent.get("address", "") in answer.content.decode()

    def test_an_address_is_asked_by_a_worker_and_its_times_take_the_place_of_older_ones(self, place, monkeypatch):
        client = client_of(place.provider.user)
        client.post(self.url, {"address": "webcal://calendar.example/secret.ics"})
        source, answers = BusySource.objects.get(), [ICS, Trouble.AWAY, Trouble.MOVED]

        def fetch(typed: str) -> bytes:
            answer = answers.pop(0)
            if isinstance(answer, bytes):
                return answer
            raise CalendarRefused(answer)

        monkeypatch.setattr(busy_service, "fetch", fetch)
        for trouble, asked_again in (("", True), (Trouble.AWAY, True), (Trouble.MOVED, False)):
            BusySource.objects.update(due_at=source.made_at)
            busy_service._fetch(source.pk)
            source.refresh_from_db()
            assert (source.trouble, source.due_at is not None) == (trouble, asked_again)
            assert source.times.count() == 1
        assert "moved to another address" in client.get(self.url).content.decode()
        assert "secret.ics" not in client.get(self.url).content.decode()
        assert client.post(self.url + "remove/", {"source": source.pk}).status_code == 303
        assert not BusyTime.objects.exists()

    def test_the_secret_address_reads_visits_until_it_is_made_anew(self, place, now):
        visit = make_agreed(place, now=now, first_name="Ana").visit
        client, stranger = client_of(place.provider.user), Client()
        client.post(self.url + "feed/")
        old = str(CalendarFeed.objects.get().token)
        address = reverse("calendars:feed", args=[old])

        read = stranger.get(address)

        text = read.content.decode()
        assert read["Content-Type"].startswith("text/calendar")
        assert f"{visit.starts:DTSTART:%Y%m%dT%H%M%SZ}" in text
        assert visit.request.reference in text
        assert not [word for word in ("Ana", "Harbor") if word in text]
        client.post(self.url + "feed/")
        assert stranger.get(address).status_code == 404
        assert "/calendar/" + str(CalendarFeed.objects.get().token) in client.get(self.url).content.decode()
        client.post(self.url + "feed/", {"end": "1"})
        assert not CalendarFeed.objects.exists()

    def test_the_proposal_stands_in_the_form_of_the_hours(self, place, now):
        busy_service.add_file(provider_id=place.provider_id, content=ICS, by=place.provider.user, now=now)
        client = client_of(place.provider.user)

        page = client.get(reverse("provider:hours_of", args=[place.pk]) + "?free=1")

        assert page.context["form"].initial["opening_day"]
        assert PracticeLocation.objects.get(pk=place.pk).next_opening_at == place.next_opening_at

    def test_another_provider_of_no_team_gets_no_calendar(self, place, now):
        busy_service.add_file(provider_id=place.provider_id, content=ICS, by=place.provider.user, now=now)
        source = BusySource.objects.get()
        other = make_location(make_provider(user=make_user()))

        client_of(other.provider.user).post(self.url + "remove/", {"source": source.pk})

        assert BusySource.objects.filter(pk=source.pk).exists()
        assert now - source.made_at == timedelta(0)
