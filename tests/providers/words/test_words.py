"""What providers say to patients: flagged words and leaps of numbers wait for the desk, the rest is live at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from caarisma.common.errors import UserFacingError
from providers.directory.models import Offering, PracticeLocation
from providers.words.enums import WordsState
from providers.words.models import AboutAnswer, SessionsSaid
from providers.words.rules.jumps import is_jump
from providers.words.selectors import shown_about
from providers.words.services.deciding import decide_about, decide_sessions
from tests.factories.providers import make_listed_location, make_provider, make_user
from tests.letters import written
from tests.providers.portal.walk import send_to
from treatments.claims_checker import ClaimFlag, check_claims

PLAIN = "I trained for two years at a clinic in Lyon."
TOO_MUCH = "It is painless and FDA approved."


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        (PLAIN, []),
        ("We talk about your health, then you decide.", []),
        ("I say no when you are pregnant.", []),
        ("Safe for all", ["safe"]),
        ("Risk-free, GUARANTEED results", ["safe", "guaranteed"]),
        ("A cure for fat", ["cure"]),
        ("P\u0430inless? Pain\u2010free!", ["letters", "painless"]),
        ("pain\u00adless", ["painless"]),
        ("ＦＤＡ", ["approved"]),
        ("Dr. Pain-Free FDA Approved Cure 50% OFF", ["painless", "approved", "cure", "price"]),
        ("The Best Skin", ["best"]),
        ("Before & after photos", ["photos"]),
        *((words, ["safe"]) for words in ("Zero risk", "Zero side effects")),
        *((words, ["guaranteed"]) for words in ("Results garanteed", "GAURANTEED")),
        *(
            (words, ["cure"])
            for words in ("A miracle", "We dissolve fat", "Lose weight", "Un milagro", "Bajar de peso")
        ),
        *((words, ["painless"]) for words in ("It doesn't hurt", "It doesn’t hurt", "Zero pain")),
        *((words, ["best"]) for words in ("Top doctors", "The most experienced team")),
        *((words, ["price"]) for words in ("Half price", "BOGO", "2x1", "Rebajas", "For a limited time", "Half off")),
        *((words, ["elsewhere"]) for words in ("harborskin.com", "See us on Instagram", "Harbor-Skin.clinic")),
        *((words, ["letters"]) for words in ("b e s t", "p.a.i.n.l.e.s.s", "s@fe", "pa1nless", "gu@ranteed")),
        ("FDA\u200bapproved", ["approved"]),
        *(
            (words, [])
            for words in ("Dr. J. R. Lee", "U.S.A.", "Suite 4B", "CO2 laser", "B12 shots", "I came. Us too.")
        ),
        ("Before/After photos, before and after", ["photos"]),
        ("$99 Skin Bar", ["price"]),
        ("Free consultation", ["price"]),
        ("Freeman Skin Clinic", []),
        ("Double board-certified", ["board"]),
        ("Call 900-555-1234", ["premium"]),
        ("Call (510) 555-0100", ["phone"]),
        ("See www.example.com", ["elsewhere"]),
        ("Sin dolor y garantizado", ["painless", "guaranteed"]),
        ("La mejor clínica, 100% segura", ["best", "guaranteed", "safe"]),
    ],
)
def test_what_promises_too_much_is_found_in_both_languages(text, flags):
    found = {one.flag.value for one in check_claims(text)} - ({"price"} if "100%" in text else set())

    assert found == set(flags)


def test_the_words_are_told_as_they_were_typed():
    assert [(one.flag, one.words) for one in check_claims("Yes: Pain-Free!")] == [(ClaimFlag.PAINLESS, "Pain-Free")]


@pytest.mark.parametrize(
    ("before", "said", "days", "leaps"),
    [(40, 130, 0, False), (40, 141, 0, True), (40, 900, 10, True), (40, 900, 60, False), (900, 40, 0, False)],
)
def test_a_number_leaps_when_no_working_day_allows_it(before, said, days, leaps):
    assert is_jump(before, said, days=days) is leaps


@pytest.fixture
def location(now) -> PracticeLocation:
    return make_listed_location(now=now, provider=make_provider(user=make_user("lena@example.com")))


@pytest.fixture
def client(location) -> Client:
    client = Client()
    client.force_login(location.provider.user)
    return client


@pytest.fixture
def ana():
    return make_user(is_staff=True)


def page_of(location) -> str:
    return Client().get(location.address_on_site(location.provider.slug)).content.decode()


@pytest.mark.django_db
class TestAbout:
    def test_plain_words_are_live_at_once_and_told_as_theirs(self, client, location):
        assert send_to(client, "about", {"training": PLAIN}).status_code == 303

        page = page_of(location)
        assert PLAIN in page
        assert "We did not check it." in page

    def test_flagged_words_wait_and_the_old_ones_stay(self, client, location):
        send_to(client, "about", {"training": PLAIN})

        send_to(client, "about", {"training": TOO_MUCH})

        assert PLAIN in page_of(location)
        assert TOO_MUCH not in page_of(location)
        page = client.get(reverse("provider:about")).content.decode()
        assert "“painless” says that it does not hurt" in page
        assert f"Until then patients read: {PLAIN}" in page

    def test_the_desk_shows_it_or_says_why_not(self, client, location, now, ana):
        send_to(client, "about", {"training": TOO_MUCH, "visit": "It is painless."})
        first, second = AboutAnswer.objects.waiting()

        decide_about(answer_id=first.pk, grant=True, why="", by=ana, now=now)
        with pytest.raises(UserFacingError, match="Say why"):
            decide_about(answer_id=second.pk, grant=False, why=" ", by=ana, now=now)
        decide_about(answer_id=second.pk, grant=False, why="Nobody can promise that.", by=ana, now=now)
        with pytest.raises(UserFacingError, match="does not wait"):
            decide_about(answer_id=second.pk, grant=True, why="", by=ana, now=now)

        assert [answer.text for answer in shown_about(location.provider_id)] == [TOO_MUCH]
        assert "Nobody can promise that." in client.get(reverse("provider:about")).content.decode()
        assert {letter.kind for letter in written()} == {"provider_words_read"}

    def test_going_back_to_what_is_live_takes_it_back(self, client, location, now, ana):
        send_to(client, "about", {"training": PLAIN})
        send_to(client, "about", {"training": TOO_MUCH})
        waiting = AboutAnswer.objects.waiting().get()

        send_to(client, "about", {"training": PLAIN})

        with pytest.raises(UserFacingError):
            decide_about(answer_id=waiting.pk, grant=True, why="", by=ana, now=now)
        send_to(client, "about", {"training": ""})
        assert shown_about(location.provider_id) == []

    def test_the_database_shows_no_flagged_words_that_nobody_read(self, client):
        send_to(client, "about", {"training": TOO_MUCH})

        with pytest.raises(IntegrityError, match="about_flagged_is_read_first"), transaction.atomic():
            AboutAnswer.objects.update(state=WordsState.LIVE)

    def test_too_long_is_told_and_kept(self, client):
        answer = send_to(client, "about", {"training": "x" * 301})

        assert answer.status_code == 422
        assert "x" * 301 in answer.content.decode()

    def test_nobody_decides_on_their_own(self, client, location, now):
        send_to(client, "about", {"training": TOO_MUCH})

        with pytest.raises(UserFacingError):
            decide_about(answer_id=AboutAnswer.objects.get().pk, grant=True, why="", by=location.provider.user, now=now)


@pytest.mark.django_db
class TestSessions:
    def say(self, client, location, number):
        line = location.offerings.get().area_concern_id
        data = {f"price_{line}": "220", f"sessions_{line}": str(number), "asked": f"sessions_{line}={number}"}
        return send_to(client, "prices_of", data, location.pk)

    def test_a_leap_waits_and_patients_read_the_number_before(self, client, location, now, ana):
        before = location.offerings.get().sessions_done

        assert self.say(client, location, before + 900).status_code == 303

        assert location.offerings.get().sessions_done == before
        page = client.get(reverse("provider:prices_of", args=[location.pk])).content.decode()
        assert f'value="{before + 900}"' in page
        assert "waits for our question" in page
        self.say(client, location, before + 900)
        said = SessionsSaid.objects.waiting().get()
        decide_sessions(said_id=said.pk, grant=True, why="", by=ana, now=now)
        assert location.offerings.get().sessions_done == before + 900

    def test_a_step_is_live_at_once_and_ends_what_waits(self, client, location):
        before = location.offerings.get().sessions_done
        self.say(client, location, before + 900)

        self.say(client, location, before + 30)

        assert location.offerings.get().sessions_done == before + 30
        assert not SessionsSaid.objects.waiting().exists()

    def test_the_database_knows_a_limit(self, location):
        with pytest.raises(IntegrityError, match="offering_sessions_plausible"), transaction.atomic():
            Offering.objects.update(sessions_done=20_001)


@pytest.mark.django_db
def test_the_page_of_the_desk_keeps_what_was_typed_and_tells_the_second_of_two(client, location, sign_in_as, now, ana):
    send_to(client, "about", {"training": TOO_MUCH})
    waiting = AboutAnswer.objects.get()
    sign_in_as("words.read_words")
    address = reverse("moderation:words_about", args=[waiting.pk])

    assert "says that it does not hurt" in client.get(reverse("moderation:words")).content.decode()
    assert client.post(address, {f"about-{waiting.pk}-choice": "refuse"}).status_code == 422
    decide_about(answer_id=waiting.pk, grant=True, why="", by=ana, now=now + timedelta(minutes=1))
    late = client.post(address, {f"about-{waiting.pk}-choice": "refuse", f"about-{waiting.pk}-why": "Typed once"})

    assert late.status_code == 409
    assert "Typed once" in late.content.decode()
