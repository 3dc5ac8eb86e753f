"""What a person does with the intake, in the words that are on the page."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

Act = Callable[[Page], None]


@dataclass(frozen=True, kw_only=True)
class Question:
    """One page of the intake. `wrong` leaves an answer that is refused with `told`."""

    heading: str
    right: Act
    wrong: Act | None = None
    told: str = ""


def follow(target: Locator) -> None:
    """Click, and wait for the page that answers: `count`, `inner_text` and `evaluate` would read the page before it."""
    with target.page.expect_event("load"):
        target.click()


def nothing(page: Page) -> None:
    """Leave the page as it is."""


def tick(name: str) -> Act:
    return lambda page: option(page, name).check()


def option(page: Page, name: str) -> Locator:
    """A tick or a radio button by the start of its label; the label may go on with a hint."""
    named = re.compile(f"^{re.escape(name)}")
    return page.get_by_role("checkbox", name=named).or_(page.get_by_role("radio", name=named))


def type_zip(digits: str) -> Act:
    return lambda page: page.get_by_label("What is your ZIP code?").fill(digits)


def type_limit(dollars: str) -> Act:
    return lambda page: page.get_by_label("Most for one session, in dollars").fill(dollars)


def level(page: Page, wish: str, level: str) -> None:
    page.get_by_role("group", name=wish).get_by_label(level).check()


def must_speak_spanish(page: Page) -> None:
    page.get_by_label("Language of the visit").select_option("Español")
    level(page, "How much does the language matter?", "Must have")


def any_time_and_saturdays(page: Page) -> None:
    option(page, "Saturdays").check()
    option(page, "I do not mind").check()


def a_woman_and_a_man(page: Page) -> None:
    level(page, "A woman gives the treatment", "Must have")
    level(page, "A man gives the treatment", "Must have")


def anyone_who_speaks_spanish(page: Page) -> None:
    level(page, "A woman gives the treatment", "Any")
    level(page, "A man gives the treatment", "Any")
    must_speak_spanish(page)


def none_and_diabetes(page: Page) -> None:
    option(page, "None of these").check()
    option(page, "You have diabetes").check()


def nothing_to_tell(page: Page) -> None:
    option(page, "You have diabetes").uncheck()
    option(page, "None of these").check()
    keep_health(page)


def keep_health(page: Page) -> None:
    page.get_by_label("I agree that Caarisma keeps these health answers").check()


def questions(*, limit: str = "250") -> list[Question]:
    """The nine questions with the answers of the usual search."""
    return [
        Question(
            heading="Which areas would you like treated?",
            wrong=nothing,
            told="Choose at least one area",
            right=tick("Face"),
        ),
        Question(
            heading="What would you like help with?",
            wrong=nothing,
            told="Choose at least one thing",
            right=tick("Fine lines and wrinkles"),
        ),
        Question(
            heading="What is your ZIP code?",
            wrong=type_zip("9461"),
            told="Enter a 5 digit ZIP code, like 94612",
            right=type_zip("94612"),
        ),
        Question(heading="How far can you travel?", right=tick("15 miles")),
        Question(
            heading="What is the most you want to pay for one session?",
            wrong=type_limit("60"),
            told="$60 is lower than any price we know. Is it right?",
            right=type_limit(limit),
        ),
        Question(
            heading="When can you go?",
            wrong=any_time_and_saturdays,
            told="Choose your times",
            right=lambda page: option(page, "I do not mind").uncheck(),
        ),
        Question(
            heading="Is there anything you would like?",
            wrong=a_woman_and_a_man,
            told="Nobody is both",
            right=anyone_who_speaks_spanish,
        ),
        Question(heading="What matters most to you?", right=nothing),
        Question(
            heading="Is any of this true for you?",
            wrong=none_and_diabetes,
            told='Tick what is true, or "None of these". Not both',
            right=nothing_to_tell,
        ),
    ]


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def begin(page: Page) -> None:
    """From the front page to the first question."""
    page.goto("/")
    page.get_by_label("Your ZIP code").fill("94612")
    page.get_by_role("button", name="Start").click()
    page.get_by_label("I am 18 or over").check()
    page.get_by_role("button", name="Start").click()


def continue_(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def answer_up_to(page: Page, last: str, *, limit: str = "250") -> None:
    """From the first question to the page with the heading `last`."""
    for question in questions(limit=limit):
        if question.heading == last:
            break
        heading(page, question.heading)
        question.right(page)
        continue_(page)
    heading(page, last)


def answer(page: Page, *, limit: str = "250") -> None:
    """From the first question to the last page."""
    answer_up_to(page, "Check your answers", limit=limit)


def agree(page: Page) -> None:
    page.get_by_label("I agree that Caarisma can use my answers").check()


def send(page: Page) -> None:
    agree(page)
    page.get_by_role("button", name="Find providers").click()


def search(page: Page, *, limit: str = "250") -> None:
    """From the front page to the list."""
    begin(page)
    answer(page, limit=limit)
    send(page)
    page.wait_for_url("**/matches/**")
