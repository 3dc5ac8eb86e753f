"""One source, two dresses: what a mail says in text it says in HTML, in the same order."""

import pytest

from caarisma.common.outbox.parts import Button, Facts, QuietLink, Sentences, letter_of, parts_of
from tests.letters import same_words

LINK = "https://caarisma.example/accounts/login/"


def test_a_paragraph_that_ends_with_an_address_of_ours_is_a_button():
    parts = parts_of(f"Hello,\n\nSign in:\n{LINK}\n\nOne line.\nAnother.\n")

    assert parts == [Sentences("Hello,"), Button("Sign in", LINK), Sentences("One line.\nAnother.")]


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "javascript:alert(1)", "https://caarisma.example.evil.test/"]
)
def test_an_address_of_somebody_else_is_never_one(address):
    """What people typed, a name or a browser's, is in some letters."""
    assert parts_of(f"Your pages:\n{address}") == [Sentences(f"Your pages:\n{address}")]


def test_both_say_the_same_words():
    parts = [Sentences("Tom & Ana <b>said</b>"), Facts([("By", "Tue")]), Button("Open it", LINK)]

    letter = letter_of("A mail", parts, language="en")

    assert same_words(letter)
    assert "<b>" not in letter.html
    assert letter.text.endswith("Caarisma\nhttps://caarisma.example/\n")


def test_a_difference_would_be_seen():
    letter = letter_of("A mail", [Sentences("One")], language="en")

    assert not same_words(type(letter)(letter.subject, letter.text + "More", letter.html))


def test_a_quiet_link_is_no_button_and_its_address_is_told_to_mail_programs():
    letter = letter_of("A mail", [QuietLink("Stop these mails", LINK)], language="en", stop_address=LINK)

    assert same_words(letter)
    assert 'class="button"' not in letter.html
    assert letter.stop_address == LINK
