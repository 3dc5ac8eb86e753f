"""Who should talk to a doctor first, and in which words. No database."""

import itertools
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.readability import BANNED, MOST_GRADE, grade, long_sentences
from treatments.catalog.files import read_catalog
from treatments.enums import ClaimStatus
from treatments.health_gate import NONE_OF_THESE, RATHER_NOT_SAY, AnswerInvalid, HealthGate, Level, Words, judge
from treatments.health_gate_file import FILE, GateInvalid, current_gate, read_gate

STOPS = [
    *("pregnant", "breastfeeding", "skin-infection", "severe-allergy", "allergy", "bad-reaction"),
    *("cancer-treatment", "blood-clots"),
]
NOTES = [
    *("blood-thinners", "diabetes", "immune-system", "organ-disease", "had-cancer", "raised-scars"),
    *("trying-for-baby", "cold-sores", "filler", "laser-or-peel", "seizures", "autoimmune", "estrogen"),
    *("isotretinoin", "body-image", "daily-medicine", RATHER_NOT_SAY),
]
# The one phrase with "safe" that may be said: that we do not know.
WE_DO_NOT_KNOW = ["We do not know if it is safe for you.", "No sabemos si es seguro para usted."]
GATE = current_gate()

some_codes = st.frozensets(st.sampled_from(STOPS + NOTES), min_size=1)


def said(gate: HealthGate) -> list[Words]:
    """Everything that a person reads from the file."""
    rows = [words for row in gate.rows for words in (row.question, row.hint, row.card, row.ask) if words]
    groups = [group.title for group in gate.groups]
    headings = [words for heading in gate.headings.values() for words in (heading.title, heading.lead)]
    return [*rows, *groups, *headings, gate.keep_medicine, gate.none_of_these]


class TestLevels:
    @pytest.mark.parametrize("code", STOPS)
    def test_what_stops(self, code):
        assert judge(GATE, codes=[code]).level is Level.STOP

    @pytest.mark.parametrize("code", NOTES)
    def test_what_calls_for_a_note_and_never_stops(self, code):
        assert judge(GATE, codes=[code]).level is Level.NOTE

    def test_every_row_is_one_of_these(self):
        assert {row.code for row in GATE.rows} == {*STOPS, *NOTES}

    def test_none_of_these_is_clear_and_still_sends_to_the_doctor(self):
        outcome = judge(GATE, codes=[NONE_OF_THESE])

        assert (outcome.level, outcome.cards) == (Level.CLEAR, ())
        assert "Talk to your doctor" in outcome.heading.lead.en

    def test_rather_not_say_is_a_note_in_general_words(self):
        [card] = judge(GATE, codes=[RATHER_NOT_SAY]).cards

        assert "talk to your doctor about your health before you book" in card.card.en

    @given(some_codes, some_codes)
    def test_telling_more_never_lowers_the_level(self, told, more):
        assert judge(GATE, codes=told | more).level >= judge(GATE, codes=told).level

    @given(some_codes, st.sampled_from(STOPS))
    def test_one_stop_is_enough(self, told, stop):
        assert judge(GATE, codes=told | {stop}).level is Level.STOP

    @given(some_codes)
    def test_all_that_was_told_has_its_card_and_the_gravest_come_first(self, told):
        cards = judge(GATE, codes=told).cards

        assert {card.code for card in cards} == told
        assert [card.level for card in cards] == sorted((card.level for card in cards), reverse=True)

    def test_the_order_of_the_ticks_changes_nothing(self):
        outcomes = [judge(GATE, codes=codes) for codes in itertools.permutations(["diabetes", "allergy", "pregnant"])]

        assert all(outcome == outcomes[0] for outcome in outcomes)

    def test_the_outcome_says_by_which_questions_it_was_found(self):
        assert judge(GATE, codes=["diabetes"]).version == GATE.version


class TestUses:
    """What is tied to a use is asked for that use alone: the page stays short."""

    def asked(self, *, areas, concerns) -> set[str]:
        return {row.code for row in GATE.rows_for(areas=areas, concerns=concerns)}

    @pytest.mark.parametrize(
        ("areas", "concerns", "more"),
        [
            (["stomach"], ["fat-pads"], set()),
            (["scalp"], ["hair-loss"], {"trying-for-baby"}),
            (["hands"], ["dull-tone"], {"trying-for-baby", "blood-clots", "estrogen", "filler"}),
            (["face"], ["fine-lines"], {"cold-sores", "filler"}),
            (["face"], [], {"cold-sores", "filler", "trying-for-baby", "blood-clots", "estrogen"}),
            ([], [], {row.code for row in GATE.rows if row.is_for_a_use}),
        ],
    )
    def test_a_row_for_a_use_is_asked_for_that_use_and_of_whoever_is_not_sure(self, areas, concerns, more):
        everybody = {row.code for row in GATE.rows if not row.is_for_a_use}

        assert self.asked(areas=areas, concerns=concerns) == everybody | more

    @pytest.mark.parametrize(
        ("code", "concern", "level"),
        [
            ("trying-for-baby", "hair-loss", Level.STOP),
            ("trying-for-baby", "dull-tone", Level.NOTE),
            ("seizures", "fine-lines", Level.NOTE),
            ("seizures", "dull-tone", Level.STOP),
            ("seizures", "fat-pads", Level.STOP),
        ],
    )
    def test_a_note_can_be_a_stop_for_a_use(self, code, concern, level):
        assert judge(GATE, codes=[code], concerns=[concern]).level is level

    def test_every_use_is_in_the_catalog(self):
        catalog = read_catalog()

        assert {slug for row in GATE.rows for slug in row.areas} <= {area.slug for area in catalog.areas}
        named = {slug for row in GATE.rows for slug in row.concerns | row.stop_for}
        assert named <= {concern.slug for concern in catalog.concerns}

    def test_no_stop_rests_on_a_clinics_page_or_one_makers_leaflet_alone(self):
        """But for pregnancy, on which every list agrees."""
        claims = {claim.slug: claim for claim in read_catalog().claims}
        weak = {"caarisma-rules", "clinic-health-questions", "venome-leaflet", "guide-2022"}
        stops = {row.code: row.claim for row in GATE.rows if row.level is Level.STOP}

        assert [code for code, claim in stops.items() if {slug for slug, _place in claims[claim].sources} <= weak] == []

    def test_nothing_is_put_down_to_the_consensus_that_nobody_opened(self):
        claims = {claim.slug: claim for claim in read_catalog().claims}
        sources = {slug for row in GATE.rows for slug, _place in claims[row.claim].sources}

        assert [source for source in sources if "consensus" in source] == []


class TestAnswersThatCannotBeJudged:
    @pytest.mark.parametrize(
        "codes", [[], ["elbow"], ["diabetes", "elbow"], [NONE_OF_THESE, "diabetes"], [NONE_OF_THESE, RATHER_NOT_SAY]]
    )
    def test_are_refused_and_never_read_as_clear(self, codes):
        with pytest.raises(AnswerInvalid):
            judge(GATE, codes=codes)

    def test_are_not_repeated_in_the_message(self):
        with pytest.raises(AnswerInvalid) as refused:
            judge(GATE, codes=["diabetes", "elbow"])

        assert "elbow" not in str(refused.value)
        assert "diabetes" not in str(refused.value)


class TestConcerns:
    @pytest.mark.parametrize("concern", ["fat-pads", "cellulite"])
    def test_the_fda_note_comes_with_fat_whatever_the_health(self, concern):
        notes = [judge(GATE, codes=[code], concerns=[concern]).note_claims for code in (NONE_OF_THESE, *STOPS, *NOTES)]

        assert set(notes) == {("fda-note",)}

    def test_other_concerns_come_without(self):
        assert judge(GATE, codes=[NONE_OF_THESE], concerns=["fine-lines", "hair-loss"]).note_claims == ()

    def test_a_concern_does_not_change_the_level(self):
        assert judge(GATE, codes=[NONE_OF_THESE], concerns=["fat-pads"]).level is Level.CLEAR

    def test_the_noted_concerns_are_those_of_the_catalog(self):
        noted = {concern.slug for concern in read_catalog().concerns if concern.needs_fda_note}

        assert noted == GATE.concern_notes[0].concerns


class TestWords:
    def test_the_stop_card_for_pregnancy_is_word_for_word(self):
        outcome = judge(GATE, codes=["pregnant"])

        assert outcome.heading.title.en == "Talk to your doctor first"
        assert outcome.cards[0].card.en == (
            "You told us you are pregnant or might be. Please wait and talk to your doctor before you think about "
            "mesotherapy."
        )
        assert outcome.heading.lead.en == "This is not a diagnosis. We do not know if it is safe for you."

    def test_every_card_says_what_was_told_and_to_talk_to_a_doctor(self):
        assert all(row.card.en.startswith("You told us ") and "doctor" in row.card.en for row in GATE.rows)
        assert all(row.card.es.startswith("Nos dijo que ") for row in GATE.rows)

    def test_every_outcome_says_that_it_is_no_diagnosis(self):
        assert all("This is not a diagnosis." in heading.lead.en for heading in GATE.headings.values())

    def test_whoever_may_take_medicine_is_told_not_to_stop(self):
        about = {row.code for row in GATE.rows if "medicine" in row.card.en}

        assert about == {row.code for row in GATE.rows if row.about_medicine} | {"allergy"}  # it names no own medicine
        assert GATE.keep_medicine.en == "Do not stop taking it unless your doctor tells you to."

    @pytest.mark.parametrize("language", ["en", "es"])
    def test_no_sentence_is_long(self, language):
        assert [each for words in said(GATE) for each in long_sentences(words.in_language(language))] == []

    def test_everything_but_names_of_drugs_and_illnesses_is_easy_to_read(self):
        names = {row.hint for row in GATE.rows if row.code in ("allergy", "immune-system", "autoimmune", "seizures")}
        texts = [words.en for words in said(GATE) if words not in names and len(words.en.split()) > 3]

        assert {text: round(grade(text), 1) for text in texts if grade(text) > MOST_GRADE} == {}

    @pytest.mark.parametrize("language", ["en", "es"])
    def test_no_word_promises_or_shuts_out(self, language):
        texts = [words.in_language(language) for words in said(GATE)]
        for phrase in WE_DO_NOT_KNOW:
            texts = [text.replace(phrase, "") for text in texts]

        assert [text for text in texts if BANNED[language].search(text)] == []
        assert [text for text in texts if any(word in text for word in ("cleared", "approved", "aprobad"))] == []

    def test_nobody_is_told_to_stop_a_medicine(self):
        texts = [words.en.replace(GATE.keep_medicine.en, "") for words in said(GATE)]

        assert [text for text in texts if "stop taking" in text.lower()] == []


class TestTheFile:
    def test_every_row_stands_on_a_published_claim(self):
        published = {claim.slug for claim in read_catalog().claims if claim.status == ClaimStatus.PUBLISHED}

        assert {row.claim for row in GATE.rows} | {note.claim for note in GATE.concern_notes} <= published

    def test_nobody_is_named_as_reviewer_yet(self):
        assert GATE.review is None

    def test_a_signature_is_a_name_with_a_day(self, tmp_path):
        content = FILE.read_text().replace('reviewed_by = ""', 'reviewed_by = "A. Person, MD"')
        signed = content.replace('reviewed_on = ""', 'reviewed_on = "2026-12-01"')

        review = read_gate(written(tmp_path, signed)).review

        assert review is not None
        assert (review.by, review.on) == ("A. Person, MD", date(2026, 12, 1))

    @pytest.mark.parametrize(
        ("old", "new", "problem"),
        [
            ('level = "stop"', 'level = "maybe"', 'row 1 (pregnant): level must be "stop" or "note"'),
            ('code = "pregnant"', 'code = "Pregnant?"', "row 1 (Pregnant?): code must be small letters"),
            ('code = "breastfeeding"', 'code = "pregnant"', "row (pregnant): the code is there more than once"),
            ('code = "diabetes"', 'code = "none-of-these"', "row (none-of-these): the code stands for ticking no row"),
            ('code = "rather-not-say"', 'code = "unsaid"', 'the file: needs a row "rather-not-say"'),
            ('question_es = "Tiene diabetes"\n', "", "row 11 (diabetes): question_es must be a text"),
            ('ask_en = "I have diabetes.', 'colour = "red"\nask_en = "', "row 11 (diabetes): unknown key colour"),
            ("about_medicine = true", 'about_medicine = "yes"', "about_medicine must be true or false"),
            ('claim = "before-scars"', 'claim = ""', "row 15 (raised-scars): claim must be small letters"),
            ('concerns = ["cellulite", "fat-pads"]', "concerns = []", "concern_note 1 (fda-note): concerns must be"),
            ('group = "family"', 'group = "families"', "row (pregnant): there is no group families"),
            ('stop_for = ["hair-loss"]', 'stop_for = "hair-loss"', "stop_for must be a list of at least one slug"),
            ('hint_es = "Por ejemplo epilepsia"\n', "", "row 20 (seizures): hint_es must be a text"),
            ("[outcome.clear]", "[outcome.free]", "outcome: [clear] is missing"),
            ('version = "2026-11-29"', "version = 2", "the file: version must be a text in quotes"),
            ('reviewed_by = ""', 'reviewed_by = "A. Person, MD"', "reviewed_by and reviewed_on (YYYY-MM-DD)"),
            ('reviewed_on = ""', 'reviewed_on = "soon"', "reviewed_by and reviewed_on (YYYY-MM-DD)"),
            ("[keep_medicine]", "[keep]", "the file: [keep_medicine] is missing"),
            ("[keep_medicine]", "[keep_medicine", "health_gate.toml cannot be read"),
        ],
    )
    def test_a_mistake_is_named(self, tmp_path, old, new, problem):
        content = FILE.read_text()
        assert old in content

        with pytest.raises(GateInvalid) as found:
            read_gate(written(tmp_path, content.replace(old, new, 1)))

        assert any(problem in each for each in found.value.problems), found.value.problems

    def test_all_mistakes_are_named_at_once(self, tmp_path):
        content = FILE.read_text().replace('level = "note"', 'level = "none"').replace("ask_en", "asks")

        with pytest.raises(GateInvalid) as found:
            read_gate(written(tmp_path, content))

        assert len(found.value.problems) >= len(NOTES) + len(STOPS + NOTES)

    def test_a_missing_file_says_so(self, tmp_path):
        with pytest.raises(GateInvalid, match=r"gone\.toml cannot be read"):
            read_gate(tmp_path / "gone.toml")


def test_the_module_needs_nothing_but_the_standard_library():
    code = (
        "import sys; import treatments.health_gate_file as file; file.current_gate();"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'django', 'caarisma', 'providers', 'matching'}))"
    )

    run = [sys.executable, "-c", code]
    done = subprocess.run(run, cwd=FILE.parents[2], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.strip() == "[]"


def written(folder: Path, content: str) -> Path:
    file = folder / "health_gate.toml"
    file.write_text(content)
    return file
