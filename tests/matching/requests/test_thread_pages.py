"""The page of a request, in every state, for its holder alone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from matching.consultations.clocks.ringing import ring_clock
from matching.consultations.enums import CancelReason, DeclineReason, RequestState, Side
from matching.consultations.models import AbuseReport, Hold, Message, Request, SharedFact
from matching.consultations.services.answering import decline_request
from matching.consultations.services.ending import cancel_by_clinic
from matching.consultations.services.moving import wish_to_move
from tests.factories.consultations import at_clinic, make_agreed, make_clinic, make_request, offer
from tests.matching.requests.browsing import hidden, hold, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def request_(now):
    return make_request(now=now, first_name="Ana", note="Is there a bus?", shared=[("thinner", "A medicine.")])


def page(client: Client, request: Request, now, name: str = "thread") -> str:
    if not Hold.objects.exists():
        hold(client, request, now=now)
    response = client.get(url_of(request, name))
    assert response.status_code == 200
    return response.content.decode()


def state(request: Request) -> str:
    return Request.objects.get(pk=request.pk).state


class TestWhoMayReadIt:
    @pytest.mark.parametrize("name", ["thread", "cancel", "report", "sheet", "calendar"])
    def test_nobody_but_who_holds_it(self, client, request_, now, name):
        other = make_request(now=now)
        hold(client, other, now=now)
        clinic = Client()
        clinic.force_login(request_.provider.user)

        assert client.get(url_of(request_, name)).status_code == 404
        assert Client().get(url_of(request_, name)).status_code == 404
        assert clinic.get(url_of(request_, name)).status_code == 404

    def test_however_the_reference_is_written(self, client, request_, now):
        hold(client, request_, now=now)

        assert client.get(f"/requests/{request_.reference.lower().replace('-', '')}/").status_code == 200

    def test_on_somebody_elses_device_it_ends(self, client, request_, now):
        hold(client, request_, now=now)
        Hold.objects.update(granted_at=now - timedelta(hours=1), ends_at=now - timedelta(minutes=1))

        assert client.get(url_of(request_)).status_code == 404

    def test_after_two_weeks_health_and_talk_are_put_away(self, client, request_, now):
        hold(client, request_, now=now)
        Hold.objects.update(proved_at=now - timedelta(days=15))

        said = client.get(url_of(request_)).content.decode()
        assert "Messages are put away" in said
        assert "A medicine." not in said
        assert "Is there a bus?" not in said

    def test_a_title_and_address_say_nothing_of_what_it_is_for(self, client, request_, now):
        said = page(client, request_, now)

        assert "<title>Your request is sent - Caarisma</title>" in " ".join(said.split())


class TestEveryState:
    def test_sent(self, client, request_, now):
        said = page(client, request_, now)
        assert "They answer by" in said
        assert "A medicine." in said

    def test_times_offered(self, client, request_, now):
        offer(request_, now=now, times=[at_clinic(now, days=7), at_clinic(now, days=8)])
        said = page(client, request_, now)
        assert "Choose one of 2 times" in said
        assert said.count(">Agree<") == 2

    def test_agreed(self, client, now):
        request = make_agreed(now=now)
        said = page(client, request, now)
        assert "Your visit is agreed" in said
        assert "Add to my calendar" in said

    def test_agreed_with_one_who_is_not_listed_any_more(self, client, now):
        request = make_agreed(now=now)
        assert "not on our list now" not in page(client, request, now)

        request.provider.licenses.update(expires_on=now.date() - timedelta(days=2))
        assert "not on our list now" in page(client, request, now)

    def test_unanswered_has_three_ways_on(self, client, now):
        request_ = make_request(make_clinic(now=now, phone="510-555-0100"), now=now)
        clock = request_.clocks.get(kind="due")
        ring_clock(clock_id=clock.pk, request_id=request_.pk, now=clock.due_at)
        said = page(client, request_, now)
        assert "The clinic has not answered yet" in said
        assert "we close this for you" in said
        assert "tel:+1" in said
        assert '<li aria-current="step">Sent' in said, "nobody read it"

    @pytest.mark.parametrize(
        ("reason", "comforts"), [(DeclineReason.NO_TIME, True), (DeclineReason.DOCTOR_FIRST, False)]
    )
    def test_declined(self, client, request_, now, reason, comforts):
        decline_request(
            request_id=request_.pk, reason=reason, by=request_.provider.user, seen=1, form_key=uuid4(), now=now
        )
        said = page(client, request_, now)
        assert str(reason.label) in said
        assert ("This is not about you" in said) == comforts
        assert "<textarea" not in said

    def test_cancelled_by_the_clinic(self, client, now):
        request = make_agreed(now=now)
        cancel_by_clinic(
            request_id=request.pk,
            reason=CancelReason.ILL,
            by=request.provider.user,
            seen=request.n,
            form_key=uuid4(),
            now=now,
        )
        said = page(client, request, now)
        assert "somebody at the clinic is ill" in said
        assert "delete it in your own calendar" in said

    def test_after_the_start(self, client, now):
        request = make_agreed(now=now)
        request.visit.starts, request.visit.ends = now - timedelta(hours=2), now - timedelta(hours=1)
        request.visit.save()
        said = page(client, request, now)
        assert "Did you go?" in said

        client.post(url_of(request, "visited"), {"form_key": hidden(client.get(url_of(request)))["form_key"]})
        assert state(request) == RequestState.VISITED
        assert "You went" in page(client, request, now)


class TestAgreeing:
    @pytest.fixture
    def offered(self, request_, now):
        return offer(request_, now=now, times=[at_clinic(now, days=7), at_clinic(now, days=8)])

    def test_one_press(self, client, request_, now, offered):
        hold(client, request_, now=now)
        body = {"offer": offered[1].pk, "form_key": str(uuid4())}

        assert [client.post(url_of(request_, "agree"), body).status_code for _ in range(2)] == [303, 303]
        assert Request.objects.get(pk=request_.pk).visit.day == offered[1].day

    def test_on_an_old_page_one_is_told_and_sees_the_new_times(self, client, request_, now, offered):
        hold(client, request_, now=now)
        offer(request_, now=now, times=[at_clinic(now, days=9)])

        response = client.post(url_of(request_, "agree"), {"offer": offered[0].pk, "form_key": str(uuid4())})
        said = response.content.decode()
        assert response.status_code == 409
        assert "The clinic took this time back" in said
        assert "Look at the time they offer" in said

    def test_a_time_that_another_took(self, client, request_, now, offered):
        other = make_request(request_.place, now=now)
        hold(client, request_, now=now)
        (theirs,) = offer(other, now=now, times=[at_clinic(now, days=7)])
        stranger = Client()
        hold(stranger, other, now=now)
        stranger.post(url_of(other, "agree"), {"offer": theirs.pk, "form_key": str(uuid4())})

        response = client.post(url_of(request_, "agree"), {"offer": offered[0].pk, "form_key": str(uuid4())})
        assert response.status_code == 409
        assert "That time has just gone" in response.content.decode()
        assert state(request_) == RequestState.TIMES_OFFERED

    def test_none_fits(self, client, request_, now, offered):
        hold(client, request_, now=now)
        form = hidden(client.get(url_of(request_, "none_fits")))

        assert client.post(url_of(request_, "none_fits"), form).status_code == 422
        assert client.post(url_of(request_, "none_fits"), {**form, "words": "Later, please."}).status_code == 303
        assert state(request_) == RequestState.SEEN
        assert "You asked for other times" in page(client, request_, now)

    def test_none_fits_on_an_old_page_keeps_the_words(self, client, request_, now, offered):
        hold(client, request_, now=now)
        form = hidden(client.get(url_of(request_, "none_fits")))
        offer(request_, now=now, times=[at_clinic(now, days=9)])

        response = client.post(url_of(request_, "none_fits"), {**form, "words": "Later, please."})
        assert response.status_code == 409
        assert "Later, please." in response.content.decode()

    @pytest.mark.parametrize("body", [{}, {"offer": "x"}, {"offer": "9" * 30}, {"offer": "1", "form_key": "x"}])
    def test_what_no_page_of_ours_sends_is_not_there(self, client, request_, now, offered, body):
        hold(client, request_, now=now)

        assert client.post(url_of(request_, "agree"), body).status_code == 404


class TestMoving:
    @pytest.fixture
    def agreed(self, now):
        return make_agreed(now=now)

    def test_asked_for_and_taken_back(self, client, agreed, now):
        hold(client, agreed, now=now)
        response = client.get(url_of(agreed, "move"))
        day = response.context["form"].days.days[4].isoformat()
        body = {**hidden(response), "day1": day, "when1": "10:00"}

        assert client.post(url_of(agreed, "move"), body).status_code == 303
        assert "You asked for this" in page(client, agreed, now)
        assert client.post(url_of(agreed, "withdraw")).status_code == 303
        assert "Another time?" not in page(client, agreed, now)

    @pytest.mark.parametrize("body", [{}, {"day1": "DAY"}, {"day1": "DAY", "when1": "03:00"}, {"when1": "10:00"}])
    def test_mistakes(self, client, agreed, now, body):
        hold(client, agreed, now=now)
        response = client.get(url_of(agreed, "move"))
        day = response.context["form"].days.days[4].isoformat()
        typed = {name: value.replace("DAY", day) for name, value in body.items()}

        assert client.post(url_of(agreed, "move"), {**hidden(response), **typed}).status_code == 422

    def test_what_the_clinic_wishes_is_accepted(self, client, agreed, now):
        hold(client, agreed, now=now)
        user = agreed.provider.user
        wish_to_move(
            request_id=agreed.pk,
            times=[at_clinic(now, days=10)],
            side=Side.CLINIC,
            by=[user.pk],
            by_user=user,
            seen=agreed.n,
            now=now,
        )
        wish = agreed.offers.get(state="open")

        assert ">Move it<" in page(client, agreed, now)
        body = {"offer": wish.pk, "form_key": str(uuid4())}
        assert client.post(url_of(agreed, "accept"), body).status_code == 303
        said = page(client, agreed, now)
        assert "The visit was moved" in said
        assert "delete the old entry first" in said


class TestCancelling:
    def test_asked_once_then_done(self, client, now):
        request = make_agreed(now=now)
        hold(client, request, now=now)
        form = hidden(client.get(url_of(request, "cancel")))

        assert [client.post(url_of(request, "cancel"), form).status_code for _ in range(2)] == [303, 303]
        assert state(request) == RequestState.CANCELLED
        assert "You cancelled" in page(client, request, now)

    def test_the_calendar_file_says_so(self, client, now):
        request = make_agreed(now=now)
        hold(client, request, now=now)
        before = client.get(url_of(request, "calendar"))
        client.post(url_of(request, "cancel"), hidden(client.get(url_of(request, "cancel"))))
        after = client.get(url_of(request, "calendar"))

        assert b"METHOD:PUBLISH" in before.content
        assert b"METHOD:CANCEL" in after.content
        assert before.headers["Content-Type"].startswith("text/calendar")


class TestTheTalk:
    def write(self, client, request, body, key=None):
        return client.post(url_of(request, "write"), {"body": body, "form_key": key or str(uuid4())})

    def test_said_once_however_often_it_is_sent(self, client, request_, now):
        hold(client, request_, now=now)
        key = str(uuid4())

        assert [self.write(client, request_, "Hello", key).status_code for _ in range(2)] == [303, 303]
        assert Message.objects.count() == 1

    @pytest.mark.parametrize(("body", "words"), [("", "Write something first"), ("x" * 4001, "1 character too long")])
    def test_what_cannot_be_said_is_kept(self, client, request_, now, body, words):
        hold(client, request_, now=now)

        response = self.write(client, request_, body)
        assert response.status_code == 422
        assert words in response.content.decode()
        assert body in response.content.decode()

    def test_the_21st_of_an_hour_is_too_much_and_kept(self, client, request_, now):
        hold(client, request_, now=now)
        answers = [self.write(client, request_, f"number {number}") for number in range(21)]

        assert answers[-1].status_code == 429
        assert "number 20" in answers[-1].content.decode()

    def test_markup_links_and_turned_lines_are_inert(self, client, request_, now):
        hold(client, request_, now=now)
        self.write(client, request_, "<b>x</b> https://example.com \u202eabc")

        said = page(client, request_, now)
        assert "&lt;b&gt;x&lt;/b&gt; https://example.com abc" in said
        assert 'href="https://example.com' not in said

    def test_urgent_words_show_whom_to_call_and_stay(self, client, request_, now):
        hold(client, request_, now=now)
        self.write(client, request_, "My face is swelling")

        said = page(client, request_, now)
        assert "tel:911" in said
        assert "My face is swelling" in said

    def test_after_a_no_nobody_would_read_it(self, client, request_, now):
        hold(client, request_, now=now)
        decline_request(
            request_id=request_.pk,
            reason=DeclineReason.OTHER,
            by=request_.provider.user,
            seen=1,
            form_key=uuid4(),
            now=now,
        )

        response = self.write(client, request_, "Why?")
        assert response.status_code == 409
        assert "Why?" in response.content.decode()
        assert not Message.objects.exists()


class TestWhatIsShared:
    def test_a_tick_is_taken_back(self, client, request_, now):
        hold(client, request_, now=now)
        fact = request_.facts.get()

        client.post(url_of(request_, "hide"), {"fact": fact.pk})
        assert SharedFact.objects.get().hidden_at is not None
        assert "Taken back:" in page(client, request_, now)

    def test_anothers_cannot_be(self, client, request_, now):
        other = make_request(now=now, shared=[("x", "Y.")])
        hold(client, request_, now=now)

        assert client.post(url_of(request_, "hide"), {"fact": other.facts.get().pk}).status_code == 404
        assert other.facts.get().hidden_at is None


def test_a_report_goes_to_the_desk(client, request_, now):
    hold(client, request_, now=now)

    assert client.post(url_of(request_, "report"), {}).status_code == 422
    assert client.post(url_of(request_, "report"), {"reason": "rude", "words": "He shouted."}).status_code == 303
    assert AbuseReport.objects.get().reason == "rude"


def test_another_is_asked_with_the_same_answers_and_no_health(client, request_, now):
    hold(client, request_, now=now)
    form = client.get(f"/requests/new/{make_clinic(now=now).pk}/?like={request_.reference}").context["form"]

    assert form["first_name"].value() == "Ana"
    assert form["any_time"].value() is True
    assert not form["shared"].value()


def test_what_is_folded_away_is_not_opened_by_asking_another(client, request_, now):
    hold(client, request_, now=now)
    Hold.objects.update(proved_at=now - timedelta(days=15))
    form = client.get(f"/requests/new/{make_clinic(now=now).pk}/?like={request_.reference}").context["form"]

    assert not form["first_name"].value()
    assert not form["note"].value()
