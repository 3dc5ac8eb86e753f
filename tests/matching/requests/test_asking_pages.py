"""From the form to a request that is sent: every way, and every way in which it can fail."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.consultations.models import Hold, Move, PlaceCapacity, PressLink, Request, RequestDraft
from matching.search.enums import FinishedBy
from matching.search.health.selectors import ToldFact
from matching.search.models import Intake
from matching.search.services.jobs import finish_match_job
from tests.factories.consultations import make_asker, make_clinic, make_request
from tests.factories.matching import make_intake, own
from tests.matching.consultations.conftest import code_in, text_of, token_in
from tests.matching.requests.browsing import ask_url, filled, hold, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def place(now):
    return make_clinic(now=now)


def press_url(token: str) -> str:
    return reverse("matching_consultations:press", args=[token])


class TestTheForm:
    def test_it_starts_no_session_and_keeps_nothing(self, client, place):
        response = client.get(ask_url(place))

        assert response.status_code == 200
        assert "sessionid" not in response.cookies
        assert response.headers["Cache-Control"] == "no-store, private"
        assert '<meta name="robots" content="noindex">' in response.content.decode()

    def test_a_mail_goes_out_and_no_request(self, client, place):
        response = client.post(ask_url(place), filled())

        draft = RequestDraft.objects.get()
        assert response.status_code == 303
        assert response.url == reverse("matching_consultations:confirm", args=[draft.pk])
        assert "ana@example.com" in client.get(response.url).content.decode()
        assert not Request.objects.exists()

    def test_nothing_of_the_text_or_clinic_is_in_that_mail(self, client, place):
        client.post(ask_url(place), filled(note="a blood thinner"))

        mail = text_of("visit_confirm")
        assert not any(word in mail for word in ("blood", place.clinic_name, "Ana"))

    def test_twice_the_same_form_is_one_draft_and_one_mail(self, client, place):
        form = filled()
        first, second = (client.post(ask_url(place), form) for _ in range(2))

        assert first.url == second.url
        assert RequestDraft.objects.count() == 1

    @pytest.mark.parametrize(
        ("changed", "field", "words"),
        [
            ({"email": ""}, "email", "Enter your e-mail"),
            ({"email": "ana@"}, "email", "Enter an email address"),
            ({"way": "phone", "phone": ""}, "phone", "Enter your phone number"),
            ({"way": "phone", "phone": "12"}, "phone", "Enter a US phone number"),
            ({"any_time": ""}, "day1", "Choose a day"),
            ({"note": "x" * 502}, "note", "2 characters too long"),
            ({"day1": "2001-01-01"}, "day1", "Choose one from this list"),
            ({"about": "face:nothing"}, "about", "Choose from this list"),
            ({"form_key": "x"}, "form_key", ""),
        ],
    )
    def test_a_mistake_is_told_beside_its_field_and_nothing_is_lost(self, client, place, changed, field, words):
        response = client.post(ask_url(place), {**filled(note="Keep me."), **changed})

        assert response.status_code == 422
        assert words in str(response.context["form"].errors[field])
        page = response.content.decode()
        assert "Ana" in page
        assert "Keep me." in page or "x" * 502 in page
        assert not RequestDraft.objects.exists()

    def test_mistakes_are_told_in_the_order_of_the_page(self, client, place):
        response = client.post(ask_url(place), {**filled(), "email": "", "any_time": "", "note": "x" * 502})

        told = [field.name for field in response.context["form"] if field.errors]
        page = response.content.decode()
        assert told == ["day1", "email", "note"] == sorted(told, key=lambda name: page.index(f'name="{name}"'))

    def test_odd_characters_are_cleaned_and_never_an_error(self, client, place):
        note = "one\r\ntwo\x00\u202e \U0001f469\u200d\U0001f52c"
        assert client.post(ask_url(place), filled(note=note, first_name="\u2066Ana\x00")).status_code == 303

        draft = RequestDraft.objects.get()
        assert (draft.first_name, draft.note) == ("Ana", "one\ntwo \U0001f469\u200d\U0001f52c")

    def test_the_fourth_draft_of_an_hour_is_too_much_and_the_text_is_kept(self, client, place):
        answers = [client.post(ask_url(place), filled(note=f"note {number}")) for number in range(4)]

        assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
        assert "note 3" in answers[-1].content.decode()

    def test_days_are_those_on_which_the_clinic_is_open(self, client, place):
        place.hours.all().delete()
        place.hours.create(weekday=5, opens="09:00", closes="12:00")
        form = client.get(ask_url(place)).context["form"]
        saturday = form.days.days[0]

        evening = client.post(ask_url(place), filled(any_time="", day1=saturday.isoformat(), when1="evening"))
        morning = client.post(ask_url(place), filled(any_time="", day1=saturday.isoformat(), when1="morning"))

        assert {day.weekday() for day in form.days.days} == {5}
        assert evening.status_code == 422
        assert morning.status_code == 303


class TestWhoCannotBeAsked:
    def test_a_place_that_is_not_shown_is_not_there(self, client, place):
        place.accepting_patients = False
        place.save()

        assert client.get(ask_url(place)).status_code == 404
        assert client.post(ask_url(place), filled()).status_code == 404
        assert client.get("/requests/new/9999999999999999999/").status_code == 404

    def test_one_whom_nobody_reads_for_is_told_before_one_writes(self, client, place):
        place.provider.user = None
        place.provider.save()

        page = client.get(ask_url(place)).content.decode()
        assert "takes no requests now" in page
        assert "<textarea" not in page

    def test_full_until(self, client, place, now):
        PlaceCapacity.objects.create(place=place, full_until=now.date() + timedelta(days=9))

        assert "full until" in client.get(ask_url(place)).content.decode()

    def test_full_between_form_and_sending_keeps_the_text(self, client, place, now):
        client.get(ask_url(place))
        PlaceCapacity.objects.create(place=place, full_until=now.date() + timedelta(days=9))

        response = client.post(ask_url(place), filled(note="Keep me."))
        assert response.status_code == 409
        assert "Keep me." in response.content.decode()

    def test_asked_already(self, client, place, now):
        request = make_request(place, now=now)
        hold(client, request, now=now)

        assert url_of(request) in client.get(ask_url(place)).content.decode()

    def test_five_are_open(self, client, place, now):
        asker = make_asker(now=now)
        five = [make_request(now=now, asker=asker) for _ in range(5)]
        hold(client, five[0], now=now)

        page = client.get(ask_url(place)).content.decode()
        assert all(url_of(request) in page for request in five)


class TestTheLink:
    @pytest.fixture
    def token(self, client, place):
        client.post(ask_url(place), filled())
        return token_in("visit_confirm")

    @pytest.mark.parametrize("method", ["get", "head", "options"])
    def test_looking_changes_nothing_and_starts_no_session(self, token, method):
        scanner = Client()
        for _ in range(20):
            response = getattr(scanner, method)(press_url(token))
            assert "sessionid" not in response.cookies

        assert not Hold.objects.exists()
        assert not Request.objects.exists()
        assert Client().post(press_url(token)).status_code == 303

    def test_the_press_sends_it(self, client, token):
        response = client.post(press_url(token))

        request = Request.objects.get()
        assert response.url == url_of(request)
        assert client.get(response.url).status_code == 200

    def test_pressed_twice_it_is_one_request(self, client, token):
        first, second = client.post(press_url(token)), client.post(press_url(token))

        assert first.url == second.url
        assert Move.objects.count() == 1

    def test_pressed_here_it_leads_to_how_things_stand(self, client, token):
        client.post(press_url(token))

        assert client.get(press_url(token)).url == url_of(Request.objects.get())

    def test_elsewhere_a_used_link_is_over_and_names_nobody(self, client, token):
        client.post(press_url(token))

        response = Client().get(press_url(token))
        page = response.content.decode()
        assert response.status_code == 410
        assert "a....@e....com" in page
        assert "ana@" not in page

    def test_elsewhere_a_new_one_goes_to_the_address_alone(self, client, token):
        client.post(press_url(token))

        other = Client()
        response = other.post(reverse("matching_consultations:press_again", args=[token]))
        assert response.url == reverse("matching_consultations:code")
        assert Hold.objects.count() == 1
        assert Client().post(press_url(token_in("visit_link"))).status_code == 303

    def test_after_three_days_it_is_over(self, token):
        before = timezone.now() - timedelta(hours=72, minutes=1)
        PressLink.objects.update(made_at=before, ends_at=before + timedelta(hours=72))

        assert Client().get(press_url(token)).status_code == 410
        assert Client().post(press_url(token)).status_code == 410
        assert not Request.objects.exists()

    def test_an_unknown_one_is_not_there(self, client):
        assert client.get(press_url("nobodys")).status_code == 404
        assert client.post(press_url("nobodys")).status_code == 404

    def test_the_session_is_another_one_after_the_press(self, client, token):
        before = client.session.session_key
        client.post(press_url(token))

        assert client.session.session_key != before

    def test_what_became_impossible_keeps_the_text(self, client, place, token):
        place.accepting_patients = False
        place.save()

        response = client.post(press_url(token))
        assert response.status_code == 409
        assert "Your text is kept" in response.content.decode()
        assert RequestDraft.objects.exists()

    @pytest.mark.parametrize("shared", [True, False])
    def test_on_somebody_elses_device_a_refused_text_goes_with_the_session(self, client, place, token, shared):
        place.accepting_patients = False
        place.save()

        other = Client()
        assert other.post(press_url(token), {"shared_device": "on"} if shared else {}).status_code == 409
        assert (other.session.get_expiry_age() <= 30 * 60) is shared


class TestTheCode:
    def test_it_sends_the_request(self, client, place):
        page = client.post(ask_url(place), filled()).url
        code = code_in("visit_confirm")

        assert client.post(page, {"code": f"{code[:4]} {code[4:]}"}).url == url_of(Request.objects.get())

    def test_a_second_click_finds_the_request(self, client, place):
        page = client.post(ask_url(place), filled()).url
        code = {"code": code_in("visit_confirm")}
        first, second = client.post(page, code), client.post(page, code)

        assert first.url == second.url
        assert Request.objects.count() == 1

    def test_a_wrong_one_is_told(self, client, place):
        page = client.post(ask_url(place), filled()).url

        response = client.post(page, {"code": "00000000"})
        assert response.status_code == 422
        assert "does not fit" in response.content.decode()

    def test_another_browser_does_not_find_the_page(self, client, place):
        page = client.post(ask_url(place), filled()).url

        assert Client().get(page).status_code == 404
        assert Client().post(page, {"code": code_in("visit_confirm")}).status_code == 404

    def test_who_is_known_here_is_not_asked_again(self, client, place, now):
        client.post(client.post(ask_url(place), filled()).url, {"code": code_in("visit_confirm")})

        response = client.post(ask_url(make_clinic(now=now)), filled())
        assert Request.objects.count() == 2
        assert response.url.startswith("/requests/")
        assert "confirm" not in response.url


class TestByPhone:
    @pytest.fixture
    def page(self, client, place):
        return client.post(ask_url(place), filled(way="phone", email="", phone="(510) 555-0123 ext. 4")).url

    def test_all_of_it_is_shown_once_more(self, client, page):
        assert "(510) 555-0123, ext. 4" in client.get(page).content.decode()
        assert not Request.objects.exists()

    def test_the_press_gives_a_code_to_write_down(self, client, page):
        thread = client.post(f"{page}send/").url
        code = client.get(thread).context["paper_code"]
        request = Request.objects.get()

        other = Client()
        paper = {"reference": request.reference.lower(), "paper_code": code.lower().replace("-", " ")}
        assert other.post(reverse("matching_consultations:paper"), paper).status_code == 303
        assert other.get(thread).status_code == 200

    def test_the_code_is_shown_until_it_is_written_down(self, client, page):
        thread = client.post(f"{page}send/").url
        assert client.get(thread).context["paper_code"] == client.get(thread).context["paper_code"] != ""
        client.post(url_of(Request.objects.get(), "paper_kept"))

        assert client.get(thread).context["paper_code"] == ""

    def test_a_second_click_finds_the_request(self, client, page):
        first, second = client.post(f"{page}send/"), client.post(f"{page}send/")

        assert first.url == second.url
        assert Request.objects.count() == 1

    def test_a_wrong_code_counts_whatever_the_reference(self, client, page):
        client.post(f"{page}send/")
        paper = {"reference": Request.objects.get().reference, "paper_code": "AAAA-AAAA"}

        answers = [Client().post(reverse("matching_consultations:paper"), paper).status_code for _ in range(6)]
        assert answers == [422] * 5 + [429]


class TestOnesRequests:
    def test_a_device_that_holds_none_says_so(self, client):
        response = client.get(reverse("matching_consultations:mine"))

        assert response.status_code == 200
        assert "sessionid" not in response.cookies

    def test_the_answer_to_an_address_is_the_same_whoever_has_it(self, client, now):
        make_request(now=now, asker=make_asker(now=now, email="known@example.com"))

        known, unknown = (
            client.post(reverse("matching_consultations:link"), {"email": f"{who}@example.com"})
            for who in ("known", "unknown")
        )
        assert (known.status_code, known.url) == (unknown.status_code, unknown.url)

    def test_leaving_ends_it(self, client, now):
        request = make_request(now=now)
        hold(client, request, now=now)
        assert client.get(url_of(request)).status_code == 200

        response = client.post(reverse("matching_consultations:leave"))
        assert '"cookies"' in response.headers["Clear-Site-Data"]
        assert client.get(url_of(request)).status_code == 404
        assert not Hold.objects.exists()

    def test_others_can_be_made_to_forget(self, client, now):
        request, stranger = make_request(now=now), Client()
        hold(client, request, now=now)
        hold(stranger, request, now=now)

        assert client.post(reverse("matching_consultations:leave_others")).status_code == 200
        assert client.get(url_of(request)).status_code == 200
        assert stranger.get(url_of(request)).status_code == 404


def test_back_and_send_once_more_leads_to_the_request(client, place, now):
    form = filled()
    page = client.post(ask_url(place), form).url
    client.post(page, {"code": code_in("visit_confirm")})

    assert client.post(ask_url(place), form).url == url_of(Request.objects.get())


class TestHealth:
    """Of the list's owner alone, each answer with a tick that is off."""

    @pytest.fixture
    def told(self, place, now, monkeypatch) -> Intake:
        intake = make_intake(now=now)
        finish_match_job(job_id=intake.job.pk, by=FinishedBy.PAGE, now=now)
        facts = [ToldFact("one", "The first sentence."), ToldFact("two", "The second sentence.")]
        monkeypatch.setattr("matching.requests.asking_page.facts_to_share", lambda of: facts if of == intake else [])
        return intake

    def test_what_is_ticked_is_shared_and_nothing_else(self, client, place, told):
        own(client, told)
        client.get(told.get_absolute_url())
        form = client.get(ask_url(place)).context["form"]
        assert len(form["shared"].field.choices) == 2
        assert not form["shared"].value()

        client.post(client.post(ask_url(place), filled(shared=["two"])).url, {"code": code_in("visit_confirm")})
        request = Request.objects.get()
        assert [fact.sentence for fact in request.facts.all()] == ["The second sentence."]
        assert request.intake == told

    def test_whoever_was_sent_the_list_sees_none(self, client, place, told):
        client.get(told.get_shared_url())

        assert "sentence." not in client.get(ask_url(place)).content.decode()
        assert client.post(ask_url(place), filled(shared=["two"])).status_code == 422
