"""A price list as clinics have it becomes the form's own fields, and what was not understood is told."""

import pytest

from providers.prices.rules.pasting import NamedService, read_pasted, typed_in

SERVICES = [
    NamedService(1, ("Face", "Cara"), ("Fine lines and wrinkles", "Líneas finas y arrugas")),
    NamedService(2, ("Neck", "Cuello"), ("Fine lines and wrinkles", "Líneas finas y arrugas")),
    NamedService(3, ("Stomach", "Abdomen"), ("Cellulite", "Celulitis (piel de naranja)")),
    NamedService(4, ("Hips and thighs", "Caderas y muslos"), ("Cellulite", "Celulitis (piel de naranja)")),
]


@pytest.mark.parametrize(
    "line",
    [
        "Face\tFine lines and wrinkles\t250\t40",
        "Face,Fine lines and wrinkles,$250,40",
        "face; fine lines & wrinkles; $250.00; 40",
        '"Face","Fine lines and wrinkles","250","40"',
        "Cara, líneas finas y arrugas, 250 $, 40",
        "Wrinkles and fine lines (face)\t250\t40",
        "| Face | Fine lines and wrinkles | $250 | 40 |",
        "Face, Fine lines and wrinkles, 250, 40 sessions",
        "Face: fine lines and wrinkles $250, 40 sesiones",
        "'Face','Fine lines and wrinkles','250','40'",
        'Face,Fine lines and wrinkles,="250",="40"',
        "\tFace\tFine lines and wrinkles\t'250\t'40",
    ],
)
def test_rows_of_a_spreadsheet_of_a_file_and_in_spanish(line):
    assert typed_in(read_pasted(line, SERVICES)) == {"price_1": "250", "sessions_1": "40"}


@pytest.mark.parametrize(
    ("line", "price"),
    [
        ("Face fine lines and wrinkles $250", "250"),
        ("Face: fine lines, wrinkles ..... 250", "250"),
        ("Face, fine lines and wrinkles - $1,200", "1200"),
        ('Face,Fine lines and wrinkles,"1,200"', "1200"),
        ("Face, Fine lines and wrinkles, $250 per session", "250"),
        ("Face / fine lines and wrinkles / $250 ea.", "250"),
        ("Cara: líneas finas y arrugas: 250 dlls c/u", "250 dlls"),
        ("$250 - Face: fine lines and wrinkles", "250"),
        ("1. Face, Fine lines and wrinkles, 250", "250"),
        ("Face, 30 min, Fine lines and wrinkles, $250", "250"),
        ("Face\tfine lines and wrinkle\t1.250", "1.250"),  # two meanings: the form asks
    ],
)
def test_lines_of_a_mail(line, price):
    assert read_pasted(line, SERVICES).prices[1].price.strip("$ ").replace(",", "") == price


def test_what_names_nothing_of_ours_or_two_things_is_told_by_its_line():
    text = "Treatment\tPrice\nFace\tFine lines and wrinkles\t250\nBotox forehead\t400\n\n"
    text += "Cellulite\t300\nFace fine lines wrinkles\t9"

    found = read_pasted(text, SERVICES)

    assert list(found.prices) == [1]
    assert [number for number, _line in found.unread] == [3, 5]
    assert [number for number, _line in found.twice] == [6]


@pytest.mark.parametrize(
    "line",
    [
        *("Face, Fine lines and wrinkles, $250-300", "Face, Fine lines and wrinkles, $250+"),
        *("Face, Fine lines and wrinkles, free", "Face, Fine lines and wrinkles,", "Face and neck, wrinkles, 450"),
        *("6 sessions face fine lines and wrinkles $1400", "Face, Fine lines and wrinkles, package of 6 $1,400"),
        *("Face,Fine lines and wrinkles,-250", "Face,Fine lines and wrinkles,€250", "Neck wrinkles fine lines $180 40"),
    ],
)
def test_what_is_no_price_of_one_session_is_told_on_the_first_line_too(line):
    found = read_pasted(line, SERVICES)

    assert (found.prices, found.unread) == ({}, [(1, line)])


@pytest.mark.parametrize("text", ["", "\n\n", "hello", '"', "\x00,5", "," * 500, "9" * 5000, "=cmd|' /C calc'!A0,5"])
def test_nothing_of_it_breaks_the_page(text):
    assert read_pasted(text, SERVICES).prices == {}
