"""How much a clean physician's case costs at the bench: actions by mouse, keys, and how far one has to scroll."""

import os
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from caarisma.accounts.models import User
from caarisma.accounts.roles import load_roles
from caarisma.common import private_files
from providers.directory.models import Statement
from providers.screening.enums import CheckKind
from providers.screening.models import ScreeningCase
from tests.factories.providers import (
    make_answer,
    make_document,
    make_license,
    make_location,
    make_offering,
    make_provider,
    make_signed_list,
    make_source_page,
    make_user,
)
from tests.journeys.conftest import NewPage
from tests.journeys.test_desk import at_the_bench
from tests.providers.vetting.cases import sent_case
from tests.providers.vetting.files import jpeg

MOST_BY_MOUSE, MOST_KEYS, MOST_HIGH = 15, 10, 2400


@pytest.fixture
def vetter(site: str, settings: Any) -> User:
    settings.STAFF_NEED_SECOND_FACTOR = False
    load_roles()
    user = make_user("vetter@example.com", is_staff=True)
    user.groups.set(Group.objects.filter(name="vetter"))
    return user


@pytest.fixture
def case(vetter: User) -> ScreeningCase:
    """Of a doctor who sent all that is asked for; the law of California was read by two."""
    now = timezone.now()
    provider = make_provider(user=make_user(), first_name="Kelly", last_name="Weber")
    location = make_location(provider, phone="(510) 555-0171")
    make_offering(location)
    make_license(
        provider,
        expires_on=now.date().replace(year=now.year + 1, day=1),
        status="reported",
        verified_on=None,
        source="",
    )
    Statement.objects.create(
        provider=provider, insurer="Example Mutual", insurance_ends_on=now.date().replace(year=now.year + 1, day=1)
    )
    case = sent_case(location, now=now)
    for kind in (CheckKind.IDENTITY, CheckKind.INSURANCE):
        paper = make_document(case, by=provider.user, now=now, kind=kind, title=f"{kind}.jpg")
        private_files.write(paper.name, 1, jpeg((900, 640)))
    make_signed_list(now.date().replace(day=1))
    return case


def save_pages(case: ScreeningCase) -> None:
    """The board's and SAM.gov's, as a look for many leaves them; and the registry's answer, as a worker leaves it."""
    now = timezone.now()
    for kind in (CheckKind.LICENSE, CheckKind.SAM):
        make_source_page(case.provider, kind, at=now)
    make_answer(case.provider, at=now)


def high(page: Page) -> int:
    page.wait_for_load_state()  # without its styles, or half there, a page has another height
    return int(page.evaluate("document.documentElement.scrollHeight"))


def shoot(page: Page, name: str) -> None:
    """For who wants to look: SHOTS names a folder."""
    if folder := os.environ.get("SHOTS"):
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 800})


BY_HAND = ("identity", "license", "scope", "sam", "insurance", "place")


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (390, False)])
def test_a_clean_physicians_case_by_mouse(
    new_page: NewPage, vetter: User, case: ScreeningCase, site: str, width: int, javascript: bool
):
    """From the queue to the decision; a phone without JavaScript takes no press more. The two pages of sources are
    attached here as well."""
    page, actions, heights = new_page(width=width, javascript=javascript), 0, []
    at_the_bench(page, vetter, case, site, reverse("desk:queue"))
    make_answer(case.provider, at=timezone.now())  # as a worker leaves it

    def act(what: Any) -> None:
        nonlocal actions
        actions += 1
        what()

    act(page.get_by_role("row", name="Kelly Weber").get_by_role("button").click)
    heights.append(high(page))
    shoot(page, "bench")
    saved = {"name": "page.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 active"}
    for kind in BY_HAND:
        card = page.locator(f"#check-{kind}")
        if kind in {"license", "sam"}:
            file = card.get_by_label("Attach the page of the source")
            act(lambda file=file: file.set_input_files(saved))
        act(card.get_by_label("Pass", exact=True).check)
    shoot(page, "bench-ticked")
    act(page.get_by_role("button", name="Save what is ticked").click)
    heights.append(high(page))
    act(page.get_by_role("button", name="Approve").click)
    heights.append(high(page))
    act(page.get_by_role("button", name="Decide", exact=True).click)

    case.refresh_from_db()
    assert case.status == "approved", page.locator("#content").inner_text()
    assert actions <= MOST_BY_MOUSE, actions
    if width == 1280:
        assert max(heights) <= MOST_HIGH, heights


def test_a_clean_physicians_case_by_keys(page: Page, vetter: User, case: ScreeningCase, site: str):
    save_pages(case)
    at_the_bench(page, vetter, case, site)

    page.keyboard.press("t")
    expect(page.get_by_text("With you until")).to_be_visible()
    page.wait_for_load_state()  # no person is as fast
    for _check in BY_HAND:
        page.keyboard.press("p")
    page.keyboard.press("s")
    expect(page.get_by_text("7 answers are saved.")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="The provider will read")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("Enter")  # the button has the focus

    expect(page.get_by_text("Approved from")).to_be_visible()
    assert len("t" + "p" * len(BY_HAND) + "sa") + len(["Enter"]) <= MOST_KEYS


def test_nine_checks_fill_three_screens_at_most(new_page: NewPage, vetter: User, case: ScreeningCase, site: str):
    Statement.objects.update(claims_board=True, board_name="American Board of Dermatology")
    page = at_the_bench(new_page(width=1280), vetter, case, site)
    page.get_by_role("button", name="Take this case").click()
    page.wait_for_load_state()
    shoot(page, "bench-nine")

    assert page.locator("[data-check]").count() == 9
    assert high(page) <= MOST_HIGH
    turned = page.get_by_role("link", name="Turn right")
    turned.click()
    page.get_by_role("link", name="2 times").click()
    expect(page.locator(".desk-page.desk-zoom-2.desk-turn-90")).to_be_visible()
    shoot(page, "bench-turned")
