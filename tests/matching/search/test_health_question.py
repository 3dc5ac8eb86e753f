"""The last question: what stops, what goes on, what is kept, for whom. The answers are nobody's but their owner's."""

import re
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as django_settings
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from caarisma.common.fields import field_cipher
from matching.search.enums import FinishedBy
from matching.search.health.keeping import HEALTH_KEY
from matching.search.health.saving import erase_health, save_health
from matching.search.health.selectors import facts_to_share, told_of
from matching.search.health.told import HealthTold
from matching.search.models import HealthAnswers, Intake
from matching.search.services.jobs import finish_match_job, request_ranking
from tests.factories.catalog import fill_catalog
from tests.factories.matching import make_intake, own
from tests.factories.providers import make_listed_location
from tests.matching.search.filling_in import SEEN, answer, answer_all, send, text
from treatments.health_gate_file import current_gate

pytestmark = pytest.mark.django_db

CHECK = reverse("matching:check")
HEALTH = reverse("matching:health")
STOP, NOTE = ["pregnant"], ["diabetes"]


@pytest.fixture(autouse=True)
def catalog():
    fill_catalog(now=timezone.now())


def tell(client: Client, *ticked: str, **changes: object):
    return answer(client, "health", **{"health": list(ticked), **changes})


def ready(client: Client, *ticked: str, **changes: object) -> None:
    answer_all(client, up_to="health")
    assert tell(client, *ticked, **changes).status_code == 303


def sent(client: Client, *ticked: str) -> Intake:
    ready(client, *ticked)
    assert send(client).status_code == 303
    intake = Intake.objects.get()
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=timezone.now())
    return intake


def told(*ticked: str, **fields: object) -> HealthTold:
    return HealthTold(**{"ticked": ticked, "version": "1", "agreed_at": timezone.now(), **fields})


class TestTheQuestion:
    def test_it_is_the_last_of_eight_and_comes_before_the_answers(self, client):
        answer_all(client, up_to="health")

        assert "Question 9 of 9" in text(client.get(HEALTH))
        assert client.get(CHECK).headers["Location"] == HEALTH

    @pytest.mark.parametrize(
        ("ticked", "changes", "error"),
        [
            ((), {}, "Tick what is true for you"),
            (("none-of-these", "diabetes"), {}, 'Tick what is true, or "None of these". Not both'),
            (("elbow",), {}, "Tick your answers from this list"),
            (("\x00",), {}, "Tick your answers from this list"),
            (("x" * 10_000,), {}, "Tick your answers from this list"),
            (("\u202ediabetes",), {}, "Tick your answers from this list"),
            (("diabetes",), {"keep": ""}, "Tick the box if you agree. If you do not agree, choose"),
            (("none-of-these",), {"keep": ""}, "Tick the box if you agree."),
            (("diabetes",), {"seen": []}, "There is something new on this list for what you chose"),
        ],
    )
    def test_a_mistake_is_told_and_nothing_is_kept(self, client, ticked, changes, error):
        answer_all(client, up_to="health")

        page = tell(client, *ticked, **changes)

        assert page.status_code == 422
        assert escape(error) in text(page)
        assert HEALTH_KEY not in client.session

    def test_a_mistake_loses_no_tick(self, client):
        answer_all(client, up_to="health")

        page = text(tell(client, "diabetes", "autoimmune", keep=""))

        assert re.search(r'value="diabetes"[^>]* checked', page)
        assert re.search(r'value="autoimmune"[^>]* checked', page)

    def test_rather_not_say_needs_no_consent_keeps_nothing_and_blocks_nothing(self, client):
        ready(client, "rather-not-say", keep="")

        send(client)

        assert Intake.objects.exists()
        assert not HealthAnswers.objects.exists()

    def test_another_area_asks_what_was_not_on_the_page_and_keeps_the_ticks(self, client):
        answer_all(client, up_to="health")
        tell(client, "diabetes", seen=["cold-sores", "filler"])
        assert client.get(CHECK).status_code == 200
        answer(client, "concerns", "?change", concerns=["dull-tone"])

        assert client.get(CHECK).headers["Location"] == HEALTH
        page = text(client.get(HEALTH))
        assert 'value="blood-clots"' in page
        assert re.search(r'value="diabetes"[^>]* checked', page)

    def test_after_two_hours_it_is_asked_again(self, client):
        ready(client, "diabetes")
        with pytest.MonkeyPatch.context() as patch:
            later = timezone.now() + timedelta(hours=2, seconds=1)
            patch.setattr("django.utils.timezone.now", lambda: later)
            assert client.get(CHECK).headers["Location"] == HEALTH

    @pytest.mark.parametrize("garbled", ["x", 5, {}, {"a": 1}])
    def test_a_garbled_session_is_asked_again(self, client, garbled):
        ready(client, "diabetes")
        session = client.session
        session[HEALTH_KEY] = dict.fromkeys(session[HEALTH_KEY], garbled) if garbled != 5 else 5
        session.save()

        assert client.get(CHECK).headers["Location"] == HEALTH

    def test_without_a_draft_it_starts_at_the_start(self, client):
        assert client.get(HEALTH).headers["Location"] == reverse("matching:start")
        assert client.post(HEALTH, {"health": STOP}).headers["Location"] == reverse("matching:start")


class TestTakenOverFromTheCheck:
    @pytest.fixture
    def checked(self, client):
        client.post(
            "/check/result/",
            {"areas": ["face"], "concerns": ["fine-lines"], "start": "soon", "health": NOTE, "seen": SEEN},
        )
        return client

    def test_it_is_offered_and_filled_in_only_when_the_person_says_so(self, checked):
        answer_all(checked, up_to="health")

        offered = text(checked.get(HEALTH))
        taken = text(checked.get(HEALTH + "?before"))

        assert "Fill in what I ticked" in offered
        assert not re.search(r'value="diabetes"[^>]* checked', offered)
        assert re.search(r'value="diabetes"[^>]* checked', taken)
        assert HEALTH_KEY not in checked.session

    def test_nothing_is_offered_to_who_was_not_asked_there(self, client):
        answer_all(client, up_to="health")

        assert "Fill in what I ticked" not in text(client.get(HEALTH))


class TestStop:
    def test_the_card_stands_where_the_answers_would_and_neither_address_nor_title_tells(self, client):
        ready(client, *STOP)

        page = text(client.get(CHECK))

        assert "You told us you are pregnant or might be." in page
        assert "<title>Check your answers - Caarisma</title>" in page
        assert "Find providers" not in page
        ways = ("Save my answers and come back", "Read the guide", "A doctor has told me I can look into this.")
        assert [way for way in ways if way not in page] == []

    def test_nobody_gets_past_it_by_agreeing_to_something_else(self, client):
        ready(client, *STOP)

        page = send(client)

        assert page.status_code == 200
        assert "Talk to your doctor first" in text(page)
        assert not Intake.objects.exists()

    def test_the_doctors_word_is_a_tick_with_its_moment_and_leads_on(self, client):
        ready(client, *STOP)

        refused = client.post(CHECK, {"agreed": "on"})
        client.post(CHECK, {"agreed": "on", "doctor": "on"})
        send(client)

        assert refused.status_code == 422
        assert "Tick the box if a doctor has told you so" in text(refused)
        kept = told_of(Intake.objects.get())
        assert kept is not None
        assert kept.doctor_at is not None

    def test_the_doctors_word_holds_for_what_it_was_said_of(self, client):
        ready(client, *STOP)
        client.post(CHECK, {"agreed": "on", "doctor": "on"})

        tell(client, *STOP, "allergy")

        assert "Talk to your doctor first" in text(client.get(CHECK))

    def test_saved_answers_are_there_after_weeks_and_the_session_lives_as_long(self, client, monkeypatch):
        ready(client, *STOP)

        page = client.post(CHECK, {"save": "on"}, follow=True)

        assert "Your answers are saved in this browser until" in text(page)
        assert client.session.get_expiry_age() > 29 * 24 * 3600
        later = timezone.now() + timedelta(days=29)
        monkeypatch.setattr("django.utils.timezone.now", lambda: later)
        assert "You told us you are pregnant" in text(client.get(CHECK))

    def test_seizures_stop_where_a_drug_for_the_use_can_set_one_off(self, client):
        ready(client, "seizures")
        assert "Check your answers</h1>" in text(client.get(CHECK))
        answer(client, "concerns", "?change", concerns=["dull-tone"])
        tell(client, "seizures")

        assert "Talk to your doctor first" in text(client.get(CHECK))


class TestWhatIsKept:
    def test_it_is_saved_with_the_intake_locked_and_under_its_own_consent(self, client):
        intake = sent(client, *NOTE)

        kept = told_of(intake)
        row = HealthAnswers.objects.get()
        assert kept is not None
        assert kept.ticked == ("diabetes",)
        assert row.consent_version
        assert row.consented_at == kept.agreed_at
        assert HEALTH_KEY not in client.session

    def test_each_row_is_as_long_as_every_other(self, now):
        lengths = set()
        for ticked in (["none-of-these"], NOTE, [row.code for row in current_gate().rows]):
            intake = make_intake(now=now)
            save_health(intake_id=intake.pk, told=told(*ticked, seen=tuple(SEEN)), now=now)
            with connection.cursor() as cursor:
                cursor.execute("SELECT length(answers) FROM search_healthanswers WHERE intake_id = %s", [intake.pk])
                lengths.add(cursor.fetchone()[0])

        assert len(lengths) == 1

    def test_the_database_refuses_answers_without_a_consent(self, now):
        with pytest.raises(IntegrityError):
            HealthAnswers.objects.create(intake=make_intake(now=now), answers={}, consented_at=now)

    def test_saving_after_the_intake_is_gone_saves_nothing(self, now):
        intake = make_intake(now=now)
        Intake.objects.all().delete()

        save_health(intake_id=intake.pk, told=told(*NOTE), now=now)

        assert not HealthAnswers.objects.exists()

    def test_changing_an_answer_of_the_search_does_not_ask_about_health_again(self, client):
        intake = sent(client, *NOTE)
        client.post(reverse("matching:change", args=[intake.token]))

        assert "You have diabetes" in text(client.get(CHECK))
        assert send(client).status_code == 303
        assert HealthAnswers.objects.count() == 2

    def test_back_after_sending_shows_it_and_a_change_carries_it_along(self, client):
        sent(client, *NOTE)
        assert "You have diabetes" in text(client.get(CHECK))

        answer(client, "price", "?change", max_price="300", search="sent")

        assert "You have diabetes" in text(client.get(CHECK))

    def test_a_new_search_in_the_same_browser_begins_without_it(self, client):
        sent(client, *NOTE)
        answer_all(client, up_to="health")

        assert client.get(CHECK).headers["Location"] == HEALTH
        assert not re.search(r"<input[^>]* checked", text(client.get(HEALTH)))


class TestTheOwnersPages:
    def test_the_note_above_the_list_is_the_owners_alone(self, client):
        make_listed_location(now=timezone.now())
        intake = sent(client, *NOTE)

        mine, theirs = text(client.get(intake.get_absolute_url())), text(Client().get(intake.get_absolute_url()))

        assert "You told us you have diabetes." in mine
        assert "diabetes" not in theirs
        assert "Take this to your doctor" not in theirs

    @pytest.mark.parametrize("ticked", [STOP, NOTE, ["none-of-these"], ["rather-not-say"]])
    def test_a_reader_cannot_tell_what_was_ticked_or_if(self, client, ticked):
        make_listed_location(now=timezone.now())
        answer_all(client, up_to="health")
        tell(client, *ticked)
        client.post(CHECK, {"agreed": "on", "doctor": "on"})
        send(client)
        shared = Intake.objects.get()
        finish_match_job(job_id=shared.job.pk, by=FinishedBy.WORKER, now=timezone.now())
        before = Client().get(shared.get_absolute_url())

        erase_health(intake_id=shared.pk)

        without = re.sub(r'nonce="[^"]*"|value="[^"]*"', "", text(Client().get(shared.get_absolute_url())))
        assert re.sub(r'nonce="[^"]*"|value="[^"]*"', "", text(before)) == without

    @pytest.mark.parametrize("name", ["health_answers", "doctor_sheet"])
    def test_to_others_the_pages_never_were(self, client, name):
        intake = sent(client, *NOTE)

        assert Client().get(reverse(f"matching:{name}", args=[intake.token])).status_code == 404
        assert (
            Client().post(reverse("matching:health_answers", args=[intake.token]), {"delete": "on"}).status_code == 404
        )
        assert HealthAnswers.objects.exists()

    def test_rather_not_say_gets_the_general_note(self, client):
        intake = sent(client, "rather-not-say")

        page = text(client.get(intake.get_absolute_url()))

        assert "Talk to your doctor before you book" in page
        assert "We do not know about your health." in page

    def test_it_can_be_changed_and_deleted_without_touching_the_list(self, client):
        intake = sent(client, *NOTE)
        address = reverse("matching:health_answers", args=[intake.token])

        changed = client.post(address, {"health": ["raised-scars"], "keep": "on", "seen": SEEN})
        assert changed.status_code == 303
        assert facts_to_share(intake)[0].code == "raised-scars"

        client.post(address, {"delete": "on"})
        assert client.post(address, {"delete": "on"}).status_code == 303  # twice is no error
        assert not HealthAnswers.objects.exists()
        assert Intake.objects.filter(pk=intake.pk).exists()

    def test_the_sheet_holds_the_answers_the_questions_and_the_places(self, client):
        places = [make_listed_location(now=timezone.now(), clinic_name=f"Clinic {n}") for n in range(5)]
        intake = sent(client, *NOTE)
        Intake.objects.filter(pk=intake.pk).update(musts=[], wishes=[])
        finish_again(intake)
        address = reverse("matching:doctor_sheet", args=[intake.token])

        whole = text(client.get(address))
        compared = text(client.get(address, {"p": [places[4].pk, "x", "999999999999999999999", "-1", "\x00"]}))

        assert "You have diabetes" in whole
        assert "How well does my skin heal after shots?" in whole
        assert len(re.findall(r"Clinic \d", whole)) == 3
        assert whole.count("about 2.0 miles") == 3, "of whom only the ZIP code is known"
        assert set(re.findall(r"Clinic \d", compared)) == {"Clinic 4"}
        assert "911" in whole

    def test_the_sheet_of_who_said_nothing_says_so(self, client):
        intake = sent(client, "rather-not-say")

        assert "I have not told Caarisma about my health." in text(
            client.get(reverse("matching:doctor_sheet", args=[intake.token]))
        )

    def test_answers_that_cannot_be_read_any_more_are_unknown_and_no_error(self, client, now):
        intake = make_intake(now=now)
        HealthAnswers.objects.create(intake=intake, answers={"ticked": 5}, consented_at=now, consent_version="1")
        own(client, intake)
        finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)

        assert "We do not know about your health." in text(client.get(intake.get_absolute_url()))

    def test_a_code_that_is_no_longer_asked_is_left_out(self, client, now):
        intake = make_intake(now=now)
        save_health(intake_id=intake.pk, told=told("recent-mesotherapy"), now=now)
        own(client, intake)
        finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)

        assert "We do not know about your health." in text(client.get(intake.get_absolute_url()))


class TestSharing:
    def test_each_answer_is_a_code_and_the_sentence_that_the_clinic_will_read(self, now):
        intake = make_intake(now=now)
        save_health(intake_id=intake.pk, told=told("diabetes", "pregnant", "rather-not-say", doctor_at=now), now=now)

        with translation.override("en"):
            facts = facts_to_share(intake)

        assert [fact.code for fact in facts] == ["pregnant", "diabetes", "doctor-agreed"]
        assert facts[1].sentence == "The patient ticked: “You have diabetes.”"

    def test_who_told_nothing_has_nothing_to_share(self, now):
        assert facts_to_share(make_intake(now=now)) == []


class TestKeys:
    def test_what_waits_in_the_session_is_read_with_an_older_key(self, client, settings):
        ready(client, *NOTE)
        settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]

        assert "You have diabetes" in text(client.get(CHECK))

    def test_the_session_holds_it_locked(self, client):
        ready(client, *NOTE)

        [token] = client.session[HEALTH_KEY].values()
        assert "diabetes" not in str(dict(client.session))
        assert b"diabetes" in field_cipher().decrypt(token.encode())


def finish_again(intake: Intake) -> None:
    request_ranking(intake_id=intake.pk, now=timezone.now())
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=timezone.now())


def test_in_spanish_the_question_the_card_and_the_sheet_are_spanish(client):
    ready(client, *STOP)
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "es"
    with translation.override("es"):
        pages = [client.get(reverse("matching:health")), client.get(reverse("matching:check"))]

    assert "Nos dijo que está embarazada o que podría estarlo." in text(pages[1])
    assert "Está embarazada o podría estarlo" in text(pages[0])
