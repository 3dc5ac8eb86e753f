"""What a person does with a list of their own: filters in place, saving, sharing, comparing, paper."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from caarisma.common.outbox.models import Mail
from tests.journeys.conftest import NewPage
from tests.journeys.directory import MATCHES, TOO_DEAR, make_list, open_own, shared
from tests.journeys.steps import heading
from tests.journeys.test_keyboard import press, press_button

pytestmark = pytest.mark.django_db(transaction=True)

WAYS = [(390, False), (1280, True)]


@pytest.mark.parametrize(("width", "javascript"), WAYS)
def test_a_filter_is_taken_away_and_comes_back(new_page: NewPage, width: int, javascript: bool):
    page = new_page(width=width, javascript=javascript)
    open_own(page, make_list(now=timezone.now()))
    heading(page, "3 providers fit your plan")

    page.get_by_role("button", name="Up to $250").click()

    heading(page, "4 providers fit your plan")
    expect(page.get_by_text("You took away: Up to $250.")).to_be_visible()
    if javascript:
        expect(page.locator("#status")).to_have_text("4 providers fit your plan")
        expect(page.get_by_text("You took away: Up to $250.")).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    heading(page, "3 providers fit your plan")


@pytest.mark.parametrize(("width", "javascript"), WAYS)
def test_a_filter_is_changed_by_the_questions_of_the_search(new_page: NewPage, width: int, javascript: bool):
    intake = make_list(now=timezone.now())
    page = new_page(width=width, javascript=javascript, answers_422=f"{intake.get_absolute_url()}filters/")
    open_own(page, intake)
    page.get_by_role("link", name="Add or change").click()
    page.get_by_label("Most for one session, in dollars").fill("60")
    page.get_by_role("button", name="Show the new list").click()
    expect(page.get_by_role("alert")).to_contain_text("$60 is lower than any price we know. Is it right?")

    page.get_by_label("Most for one session, in dollars").fill("280")
    page.get_by_role("button", name="Show the new list").click()

    heading(page, "4 providers fit your plan")
    expect(page.get_by_text("Now: Up to $280.")).to_be_visible()


def test_two_are_compared_and_the_way_back_keeps_the_ticks(new_page: NewPage):
    page = new_page(width=390, javascript=False)
    open_own(page, make_list(now=timezone.now()))
    for name in MATCHES[:2]:
        page.get_by_role("checkbox", name=f"Compare {name}").check()

    page.get_by_role("button", name="Compare").click()

    heading(page, "Compare 2 clinics")
    expect(page.get_by_role("row", name="Distance").get_by_text("Nearest")).to_have_count(1)
    page.get_by_role("link", name="Swap one for another").click()
    expect(page.get_by_role("checkbox", name=f"Compare {MATCHES[1]}")).to_be_checked()


def test_with_the_keyboard_alone(page: Page):
    open_own(page, make_list(now=timezone.now()))

    press(page, page.get_by_role("button", name=re.compile("^Up to .250")), "Enter")
    heading(page, "4 providers fit your plan")
    press_button(page, "Undo")
    heading(page, "3 providers fit your plan")
    for name in MATCHES[:2]:
        press(page, page.get_by_role("checkbox", name=f"Compare {name}"), "Space")
    press(page, page.get_by_role("button", name=re.compile("^Compare")), "Enter")
    heading(page, "Compare 2 clinics")


def test_in_spanish_by_keyboard_from_the_list_over_comparing_to_the_clinic_and_back(page: Page):
    intake = make_list(now=timezone.now())
    open_own(page, intake)
    page.goto(f"/es{intake.get_absolute_url()}")
    for name in MATCHES[:2]:
        press(page, page.get_by_role("checkbox", name=f"Comparar {name}"), "Space")

    press(page, page.get_by_role("button", name=re.compile("^Comparar")), "Enter")
    heading(page, "Comparar 2 clínicas")
    press(page, page.get_by_role("table").get_by_role("link", name=MATCHES[1]), "Enter")

    heading(page, MATCHES[1])
    expect(page.get_by_text("Por lo que usted pidió")).to_be_visible()
    press_button(page, "Nadie contestó")
    expect(page.get_by_text("Gracias. Usted nos dijo: Nadie contestó.")).to_be_visible()
    press(page, page.get_by_role("link", name="Volver a su lista"), "Enter")
    page.wait_for_url("**/es/matches/**#at-*")


def test_saved_on_one_device_and_opened_on_another_after_a_press(new_page: NewPage):
    desktop, phone, friend = new_page(), new_page(width=390, javascript=False), new_page(width=390)
    intake = make_list(now=timezone.now())
    open_own(desktop, intake)
    desktop.get_by_role("link", name="Save or share").click()
    desktop.get_by_label("Your email address").fill("cassiopeia@example.com")
    desktop.get_by_role("button", name="Mail me the link").click()
    expect(desktop.get_by_text("The link is on its way.")).to_be_visible()
    link = re.search(r"https?://\S+/r/\S+", Mail.objects.get().letter["text"]).group(0)

    friend.goto(intake.get_absolute_url())
    heading(friend, "We cannot open that list here")
    phone.goto(link)
    heading(phone, "Welcome back")
    phone.get_by_role("button", name="Open what I saved").click()

    heading(phone, "3 providers fit your plan")
    expect(phone.get_by_role("button", name=f"Raise my limit to $275 to see {TOO_DEAR}")).to_be_visible()


def test_in_spanish_too(page: Page):
    intake = shared(make_list(now=timezone.now()))
    open_own(page, intake)
    page.goto(f"/es{intake.get_absolute_url()}")

    page.get_by_role("button", name="Hasta $250").click()

    expect(page.locator("#status")).to_have_text(re.compile("^4 "))
    page.goto(f"/es{intake.get_shared_url()}")
    expect(page.get_by_text("94612", exact=True)).to_have_count(0)


def test_on_paper_a_page_for_each_that_is_compared(page: Page):
    intake = make_list(now=timezone.now())
    open_own(page, intake)
    places = "&".join(f"p={match.location_id}" for match in intake.matches.all())
    page.goto(f"{intake.get_absolute_url()}compare/?{places}")

    assert pages_of(page) == 3


def pages_of(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="Letter")))
