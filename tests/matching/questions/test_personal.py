"""What tells who somebody is goes back to its author; what does not is let through."""

import time

import pytest

from matching.questions.rules.answers import answer_faults
from matching.questions.rules.personal import personal_details


def kinds(text: str) -> set[str]:
    return {found.kind for found in personal_details(text, known=["Sculptra Vital Mix"])}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Write to ana.lopez@example.com please", "mail"),
        ("I am ana lopez gmail", "mail"),
        ("Look at www.example.com for it", "link"),
        ("Their page is lakeshore-skin.com", "link"),
        ("Find me as @ana_lopez", "contact"),
        ("Escríbame por WhatsApp", "contact"),
        ("It was on 11/24/2026", "date"),
        ("El 24 de noviembre me pinchaba", "date"),
        ("On November 3rd I had shots", "date"),
        ("Since 2026-11-03 it hurts", "date"),
        ("Call (510) 555-0177", "phone"),
        ("Mi número es 510 555 0177", "phone"),
        ("My card says 123-45-6789", "phone"),
        ("I live at 12 Hollow Lantern Street", "street"),
        ("Vivo en la calle Luna 45", "street"),
        ("I am from 94612", "number"),
        ("I attached a photo of my cheek", "photo"),
        ("Mira la foto", "photo"),
        ("Is what Dr. Osei told me right?", "name"),
        ("is what dr Osei told me right?", "name"),
        ("¿Tiene razón la Dra. Peña?", "name"),
        ("My name is Zebulonia", "name"),
        ("me llamo Ana María", "name"),
        ("Does it hurt? Thanks, Maria", "name"),
        ("They said at Lakeshore Skin that it is fine", "name"),
        ("then Maria Lopez gave me the shots", "name"),
        ("my number is ５１０－５５５－０１７７", "phone"),
        ("my number is 510‑555–0177", "phone"),
        ("my number is 510/555/0177", "phone"),
        ("five one zero, five five five, zero one seven seven", "phone"),
        ("llame al cinco uno cero cinco cinco cinco cero uno", "phone"),
        ("jane (at) example (dot) org", "mail"),
        ("jane @ example . org", "mail"),
        ("jane at example dot org", "mail"),
        ("juana arroba ejemplo punto es", "mail"),
        ("jane＠example．org", "mail"),
        ("it stands at example.co.uk", "link"),
        ("look at bit.ly/abc", "link"),
        ("my insta janedoe", "contact"),
        ("find me on Facebook", "contact"),
        ("TikTok: janedoe", "contact"),
        ("búsqueme en Facebook", "contact"),
        ("my name is jane doe", "name"),
        ("me llamo maria", "name"),
    ],
)
def test_what_tells_who_somebody_is_is_found(text, kind):
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "How long does a bruise last after 6 to 10 sessions?",
        "Does Botox help more than Mesotherapy? I read both.",
        "My doctor says no. Should I wait 2 weeks?",
        "Is 1,500 dollars, or $150 a session, a fair price in Los Angeles or New York?",
        "What does the FDA say about Hyaluronic Acid?",
        "Is Sculptra Vital approved?",
        "May I swim 2 days later? I may 3 times a week.",
        "¿Cuánto duran los moretones? Mi médico dijo 2 semanas.",
        "Can a Nurse Practitioner give the shots in California?",
        "Are before and after pictures of clinics real?",
        "IS IT SAFE FOR DARK SKIN OR NOT AT ALL?",
        "In 2023 the FDA warned. Why?",
        "I had 6 to 10 sessions over 2024-2025, or 2024–2025. Is that a lot?",
        "I saw it on Instagram, and a Facebook ad says the same. Is it so?",
        "A friend showed me on Instagram how it is done. Lo busqué en Instagram. ¿Es así?",
        "How Many Sessions Do People Need For Hair?",
        "Does Hashimoto Disease matter?",
        "My name is not important. Me llamo la atención el precio.",
        "My blood pressure is 120/80 or 130/85. May I?",
        "I was home.Then it hurt. One or two, three or four, five or six days?",
    ],
)
def test_what_does_not_is_let_through(text):
    assert personal_details(text, known=["Sculptra Vital Mix"]) == []


def test_each_kind_is_named_once_in_words_to_its_author():
    found = personal_details("Call 510-555-0177 or 510-555-0178, Dr. Osei knows me.")

    assert [each.sentence for each in found] == [
        "Take out the phone or other number: “510-555-0177”.",
        "Take out the name: “Dr. Osei”. Say “my provider” or “a clinic” instead.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "In your case I would wait two weeks.",
        "You should take ibuprofen before it.",
        "Le recomiendo que espere dos semanas.",
        "Call us and we find a day for you.",
        "We have a discount this month.",
        "The results are guaranteed.",
        "It is painless and permanent.",
        "Ask Dr. Osei about it.",
        "Write to me@example.com for more.",
    ],
)
def test_an_answer_is_no_advice_no_offer_no_promise_and_no_way_to_reach_anybody(text):
    assert answer_faults(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "Nothing in it is FDA approved for this, and no result is guaranteed.",
        "It is not permanent. There is no cure for cellulite.",
        "A bruise mostly fades in one to two weeks. Talk to your doctor if it grows.",
        "No es permanente. Hable con su médico si crece.",
    ],
)
def test_an_answer_may_say_what_is_not_so(text):
    assert answer_faults(text) == []


@pytest.mark.parametrize("text", ["a" * 3000, "a." * 1500, "1 " * 1500, "one " * 750, "A b " * 750, "@ " * 1500])
def test_a_long_text_of_one_thing_is_read_at_once(text):
    began = time.perf_counter()

    personal_details(text)

    assert time.perf_counter() - began < 2
