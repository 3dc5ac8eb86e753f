"""Questions before you look: the way through, each outcome, and the words."""

import itertools
import re

import pytest
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from tests.readability import BANNED, MOST_GRADE, grade, long_sentences
from tests.treatments.check_pages import ANSWERS, FIELDS, SEEN, STEPS, ask, finish, heading, kept, main, text
from treatments.enums import ClaimStatus
from treatments.models import Claim

pytestmark = pytest.mark.usefixtures("catalog")


class TestTheWay:
    def test_the_start_says_what_it_is_and_that_nothing_is_kept(self, client):
        page = text(client.get("/check/"))

        assert "Answer 4 short questions." in page
        assert "We do not save your answers. Your browser holds them, locked, for 2 hours at most." in page
        assert "This is for adults, age 18 or older." in page
        assert "These questions are not yet reviewed by a clinician." in page
        assert 'href="/check/area/"' in page

    def test_each_answer_leads_to_the_next_question(self, client):
        asked = [heading(client.get("/check/area/"))]
        given = {}
        for step, following in itertools.pairwise(STEPS):
            given[FIELDS[step]] = ANSWERS[FIELDS[step]]
            asked.append(heading(ask(client, following, **given)))

        assert asked == [
            "Which areas would you like treated?",
            "What would you like help with?",
            "When would you like to start?",
            "Is any of this true for you?",
        ]

    def test_every_step_is_a_page_of_its_own_address_so_that_back_and_reload_work(self, client):
        sent = client.post("/check/health/", ANSWERS | {"seen": SEEN})

        assert (sent.status_code, sent.headers["Location"]) == (303, "/check/health/")
        for step in [*STEPS, "result"]:
            assert client.get(f"/check/{step}/").status_code == 200
        assert 'action="/check/result/"' in text(client.get("/check/health/"))

    def test_back_asks_the_question_before_with_its_answer_and_keeps_the_rest(self, client):
        page = ask(client, "concern", **ANSWERS)

        assert re.search(r'value="fine-lines"[^>]* checked', text(page))
        assert kept(client) == {**ANSWERS, "start": ["soon"], "seen": SEEN}
        assert "There is a problem" not in text(page)

    def test_what_is_new_for_another_area_is_asked_before_the_result_and_the_ticks_stay(self, client):
        finish(client, areas=["stomach"], concerns=["fat-pads"], health=["diabetes"], seen=[])

        page = ask(client, "result", areas=["face"], concerns=["fine-lines"])

        assert page.redirect_chain[-1][0] == "/check/health/"
        assert page.status_code == 422
        assert "There is something new on this list for what you chose" in text(page)
        assert re.search(r'value="diabetes"[^>]* checked', text(page))
        assert 'value="cold-sores"' in text(page)

    def test_no_tick_at_all_is_an_answer_too(self, client):
        finish(client)

        page = ask(client, "result", asked="health")

        assert page.status_code == 422
        assert "None of these" in text(page)

    def test_after_a_mistake_back_does_not_ask_to_send_again(self, client):
        sent = client.post("/check/timing/", {"areas": ["face"], "asked": "concern"})

        assert (sent.status_code, sent.headers["Location"]) == (303, "/check/concern/")
        assert client.get("/check/concern/").status_code == 422

    def test_to_start_again_deletes_the_answers(self, client):
        finish(client)

        assert client.post("/check/").status_code == 303
        assert client.cookies["answers"].value == ""
        assert client.get("/check/result/").headers["Location"] == "/check/"

    def test_back_is_after_continue_so_that_enter_goes_on(self, client):
        page = main(ask(client, "timing", **ANSWERS))

        assert page.index(">Continue<") < page.index('formaction="/check/concern/"')

    def test_a_change_goes_straight_back_to_the_result(self, client):
        finish(client)

        page = client.get("/check/timing/?changing=on")

        assert 'action="/check/result/"' in main(page)
        assert "formaction" not in main(page)

    def test_a_change_of_area_that_makes_the_concern_void_asks_for_it(self, client):
        page = finish(client, areas=["scalp"], changing="on")

        assert page.status_code == 422
        assert heading(page) == "What would you like help with?"
        assert "Choose again from this list. It goes with your areas" in text(page)
        assert 'action="/check/result/"' in main(page)

    @pytest.mark.parametrize("step", [*STEPS[1:], "result"])
    def test_an_address_without_answers_leads_to_the_start(self, client, step):
        assert client.get(f"/check/{step}/").headers["Location"] == "/check/"

    def test_an_unknown_question_is_not_found(self, client):
        assert client.get("/check/shoe-size/").status_code == 404
        assert ask(client, "shoe-size", **ANSWERS).status_code == 404

    def test_the_menu_and_the_intake_lead_here(self, client):
        page = text(client.get(reverse("matching:start")))

        assert page.count('href="/check/"') == 3  # the wide menu, the narrow menu, the foot of the page


class TestOutcomes:
    def test_stop(self, client):
        page = finish(client, health=["pregnant"])

        assert page.status_code == 200
        assert heading(page) == "Talk to your doctor first"
        assert "You told us you are pregnant or might be. Please wait and talk to your doctor before" in text(page)
        assert "This is not a diagnosis. We do not know if it is safe for you." in text(page)
        assert reverse("matching:from_check") not in text(page)

    def test_note(self, client):
        page = finish(client, health=["blood-thinners"])

        assert heading(page) == "Talk to your doctor before you book"
        assert "Do not stop taking it unless your doctor tells you to." in text(page)
        assert reverse("matching:from_check") in text(page)

    def test_clear_still_sends_to_the_doctor(self, client):
        page = finish(client)

        assert heading(page) == "Nothing you told us stops you from looking"
        assert "Talk to your doctor before you decide." in text(page)

    def test_rather_not_say_never_blocks(self, client):
        page = finish(client, health=["rather-not-say"])

        assert heading(page) == "Talk to your doctor before you book"
        assert "That is fine." in text(page)

    def test_everything_told_has_its_card_and_stops_come_first(self, client):
        page = text(finish(client, health=["diabetes", "allergy"]))

        assert page.index("You told us you are allergic") < page.index("You told us you have diabetes")

    def test_no_medicine_no_word_about_stopping_it(self, client):
        assert "Do not stop taking it" not in text(finish(client, health=["raised-scars"]))

    def test_the_list_to_take_along_asks_about_what_was_told(self, client):
        page = text(finish(client, health=["diabetes"]))

        assert "I have diabetes. How well does my skin heal after shots?" in page
        assert "Who gives the shots, and what license do they have?" in page

    @pytest.mark.parametrize(
        ("start", "words"), [("soon", "You want to start soon."), ("later", "You have time."), ("unknown", "no rush")]
    )
    def test_the_start_decides_when_to_see_the_doctor(self, client, start, words):
        assert words in text(finish(client, start=start))

    def test_every_result_says_when_to_call_911(self, client):
        for health in ("none-of-these", "diabetes", "pregnant"):
            assert "Call 911 now if you have trouble breathing" in text(finish(client, health=[health]))
            assert "Ask for a culture for mycobacteria." in text(finish(client, health=[health]))
            assert 'href="tel:+18003321088"' in text(finish(client, health=[health]))

    def test_every_result_leads_to_the_guide(self, client):
        for health in ("none-of-these", "pregnant"):
            assert f'<a href="{reverse("guide:hub")}">Read the guide</a>' in text(finish(client, health=[health]))

    def test_nobody_is_told_that_a_clinician_has_read_it(self, client):
        assert "These questions are not yet reviewed by a clinician." in text(finish(client))

    def test_what_was_told_is_shown_with_a_way_to_change_it(self, client):
        page = text(finish(client, health=["diabetes"]))

        assert "You have diabetes" in page
        assert 'href="/check/health/?changing=on"' in page


class TestTheFdaNote:
    FAT = {"areas": ["stomach"], "concerns": ["fat-pads"]}

    def test_comes_with_fat(self, client):
        assert "The FDA warns about fat-dissolving shots" in text(finish(client, **self.FAT))

    def test_comes_when_fat_may_be_meant(self, client):
        page = text(finish(client, areas=["stomach"], concerns=["not-sure"]))

        assert "The FDA warns about fat-dissolving shots" in page

    @pytest.mark.parametrize(("step", "areas"), [("area", ["face"]), ("concern", ["stomach"])])
    def test_stands_where_a_hint_sends_people_to_it(self, client, step, areas):
        page = text(ask(client, step, areas=areas))

        assert "Read the FDA note first" in page
        assert "The FDA warns about fat-dissolving shots" in page

    def test_does_not_come_with_lines(self, client):
        assert "fat-dissolving" not in text(finish(client))

    def test_is_not_printed_while_it_is_checked_and_the_questions_stay(self, client):
        Claim.objects.filter(slug="fda-note").update(status=ClaimStatus.HELD, why="Under review.")

        page = text(finish(client, **self.FAT))

        assert "The FDA warns" not in page
        assert "We are checking this. Ask which product they use" in page


class TestSpanish:
    def test_the_health_questions_are_in_spanish_and_say_that_nobody_has_reviewed_them(self, client):
        page = text(ask(client, "health", spanish=True, **ANSWERS))

        assert "Está embarazada o podría estarlo" in page
        assert "You are pregnant" not in page
        assert '<html lang="es">' in page
        with translation.override("es"):
            assert translation.gettext("The Spanish on this page is not reviewed yet.") in page

    def test_the_outcome_is_in_spanish(self, client):
        page = ask(client, "result", spanish=True, **{**ANSWERS, "health": ["blood-thinners"]})

        assert heading(page) == "Hable con su médico antes de pedir cita"
        assert "No deje de tomarla a menos que su médico se lo diga." in text(page)
        assert 'href="/es/check/health/?changing=on"' in text(page)
        assert "Pida un cultivo para micobacterias." in text(page)

    def test_english_pages_have_no_spanish(self, client):
        page = text(finish(client, health=["diabetes"]))

        assert "médico" not in page
        assert "The Spanish on this page" not in page


class TestWords:
    TEMPLATES = [
        "start",
        "not_reviewed",
        "question",
        "health",
        "result",
        "care",
        "concern_note",
        "take_along",
        "ways_on",
        "told",
    ]

    def said(self) -> list[str]:
        """Every text for people in the templates of the check."""
        texts = []
        for name in self.TEMPLATES:
            source = get_template(f"treatments/check/{name}.html").template.source
            texts += re.findall(r'{% translate "(.*?)"', source)
            texts += re.findall(r"{% blocktranslate trimmed %}(.*?){% endblocktranslate %}", source)
        return [re.sub("{{ .*? }}", "4", text) for text in texts]

    def test_they_are_found(self):
        assert len(self.said()) > 30

    def test_no_sentence_is_long(self):
        assert [sentence for text in self.said() for sentence in long_sentences(text)] == []

    def test_they_are_easy_to_read(self):
        hard = {
            text: round(grade(text), 1) for text in self.said() if len(text.split()) > 3 and grade(text) > MOST_GRADE
        }

        assert hard == {}

    @pytest.mark.parametrize("health", ["none-of-these", "rather-not-say", "diabetes", "pregnant"])
    @pytest.mark.parametrize("language", ["en", "es"])
    def test_no_page_promises_or_shuts_out(self, client, health, language):
        page = main(ask(client, "result", spanish=language == "es", **{**ANSWERS, "health": [health]}))
        for phrase in ("We do not know if it is safe for you", "No sabemos si es seguro para usted"):
            page = page.replace(phrase, "")

        assert BANNED[language].search(page) is None
        assert re.search(r"\b(cleared|score|points)\b", page) is None
