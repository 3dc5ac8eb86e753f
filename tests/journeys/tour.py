"""Every page that a person meets on the way to a provider, once, with its mistakes."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page

from matching.lists.services.owning import MAILED
from tests.journeys.directory import TOO_DEAR, make_list, open_own, second_place, shared
from tests.journeys.steps import agree, answer, begin, continue_, heading, questions

# Pages that stand alone. 404 is what a mistyped address gives.
ALONE = [
    "/how-we-check/",
    "/how-we-order/",
    "/privacy/",
    "/privacy/health-data/",
    "/accessibility/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/p/amara-osei/",
    "/p/amara-osei/checks/",
    "/no-such-page/",
]


def tour(page: Page, settings: Any, part: str) -> Iterator[str]:
    """Open one page of that part after another. Gives the name of each while it is open."""
    settings.DEMO = True  # the banner is on every page
    yield from PARTS[part](page, settings)


def alone(page: Page, settings: Any) -> Iterator[str]:
    for address in ALONE:
        page.goto(address)
        yield address
    second_place(now=timezone.now())
    page.goto("/p/amara-osei/")  # by somebody who comes from no list
    heading(page, "Dr. Amara Osei, MD")
    page.get_by_role("heading", name="Choose a clinic").wait_for()
    yield "which clinic"


def the_way_in(page: Page, settings: Any) -> Iterator[str]:
    page.goto("/")
    yield "home"
    page.get_by_label("Your ZIP code").fill("abc")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("alert").wait_for()
    yield "home, no ZIP code"
    page.goto("/find/")
    yield "start"
    page.get_by_role("button", name="Start").click()
    heading(page, "Find a provider")
    page.get_by_role("alert").wait_for()
    yield "start, not an adult"
    begin(page)
    for question in questions():
        heading(page, question.heading)
        yield question.heading
        if question.wrong:
            question.wrong(page)
            continue_(page)
            page.get_by_role("alert").get_by_text(question.told).wait_for()
            yield f"{question.heading} Wrong"
        question.right(page)
        continue_(page)
    heading(page, "Check your answers")
    yield "check"
    page.get_by_role("button", name="Find providers").click()
    page.get_by_role("alert").wait_for()
    yield "check, not agreed"


def the_list(page: Page, settings: Any) -> Iterator[str]:
    settings.MATCH_INLINE_AFTER_SECONDS = 600
    begin(page)
    answer(page)
    agree(page)
    page.get_by_role("button", name="Find providers").click()
    heading(page, "Looking for providers")
    yield "working"
    settings.MATCH_INLINE_AFTER_SECONDS = 0
    page.wait_for_url("**/matches/**")
    heading(page, "3 providers fit your plan")
    yield "matches"
    page.get_by_role("link", name="See the clinic").first.click()
    page.get_by_text("For what you asked").wait_for()
    yield "the clinic that was matched"
    for summary in page.locator("main summary").all():
        summary.click()
    yield "the clinic, all opened"
    page.get_by_role("button", name="Nobody answered").click()
    page.get_by_text("Thank you. You told us").wait_for()
    yield "the clinic, a call told of"
    page.get_by_role("link", name="Back to your list").click()
    heading(page, "3 providers fit your plan")
    for summary in page.locator("main summary").all():
        summary.click()
    yield "matches, all opened"
    page.get_by_role("button", name=f"Raise my limit to $275 to see {TOO_DEAR}").click()
    heading(page, "4 providers fit your plan")
    yield "matches after a change"
    page.goto("/find/")
    yield "start, with answers"


def other_lists(page: Page, settings: Any) -> Iterator[str]:
    now = timezone.now()
    page.goto(shared(make_list(now=now, max_price=100)).get_shared_url())
    yield "a shared list: nobody fits, a change would help"
    intake = shared(make_list(now=now))
    page.goto(intake.get_absolute_url())
    yield "what others may not open"
    page.goto(intake.get_shared_url())
    yield "a shared list"
    page.get_by_role("link", name="Make this search mine").click()
    page.get_by_role("button", name="Make my list").click()
    page.get_by_role("alert").wait_for()
    yield "make it mine, not agreed"
    open_own(page, make_list(now=now, max_price=100))
    yield "nobody fits, a change would help"
    everything = {"areas": ("face", "scalp"), "concerns": ("fine-lines", "hair-loss")}
    open_own(page, make_list(now=now, max_price=100, **everything))
    page.get_by_text("Nobody treats scalp for anything you asked").wait_for()
    yield "nobody fits, not even with one change"
    page.goto("/p/amara-osei/")
    yield "profile"
    open_own(page, make_list(now=now, zip_code="99723"))
    yield "nobody far and wide"
    open_own(page, make_list(now=now - timedelta(days=31)))
    yield "list that has ended"


def what_a_list_does(page: Page, settings: Any) -> Iterator[str]:
    """Its filters, saving it, comparing."""
    intake = make_list(now=timezone.now())
    open_own(page, intake)
    page.goto(f"{intake.get_absolute_url()}filters/")
    for summary in page.locator("main summary").all():
        if summary.evaluate("it => !it.parentElement.open"):
            summary.click()
    yield "filters, all opened"
    page.get_by_label("Most for one session, in dollars").fill("60")
    page.get_by_role("button", name="Show the new list").click()
    page.get_by_role("alert").wait_for()
    yield "filters Wrong"
    page.goto(f"{intake.get_absolute_url()}save/")
    page.get_by_role("button", name="Mail me the link").click()
    page.get_by_role("alert").wait_for()
    yield "save Wrong"
    page.get_by_role("button", name="Make a link to share").click()
    page.get_by_label("The link to the copy").wait_for()
    yield "save, shared"
    page.goto(f"/r/{MAILED.sign(intake.token)}/")
    yield "a mailed link"
    page.goto(f"{intake.get_absolute_url()}compare/")
    yield "compare, nothing ticked"
    places = "&".join(f"p={match.location_id}" for match in intake.matches.all())
    page.goto(f"{intake.get_absolute_url()}compare/?{places}")
    yield "compare"


PARTS: dict[str, Callable[[Page, Any], Iterator[str]]] = {
    "the way in": the_way_in,
    "the list": the_list,
    "other lists": other_lists,
    "what a list does": what_a_list_does,
    "pages that stand alone": alone,
}
