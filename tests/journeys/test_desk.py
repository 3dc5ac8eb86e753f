"""The check bench in a browser: by keys, with the keys switched off, without JavaScript, and inspected by axe."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from caarisma.accounts.models import User
from caarisma.accounts.roles import load_roles
from providers.screening.models import ScreeningCase
from providers.screening.rules.evidence import BY_DOCUMENT
from providers.screening.rules.required import EVERYONE
from tests.factories.providers import make_user
from tests.journeys.axe import OPTIONS, source
from tests.journeys.conftest import NewPage
from tests.providers.vetting.cases import board_says_active, case_in_review, make_clinic, pass_check


@pytest.fixture
def vetter(site: str, settings: Any) -> User:
    settings.STAFF_NEED_SECOND_FACTOR = False  # tests/accounts holds that it is needed
    load_roles()
    user = make_user("vetter@example.com", is_staff=True)
    user.groups.set(Group.objects.all())
    return user


@pytest.fixture
def case(vetter: User) -> ScreeningCase:
    return case_in_review(make_clinic(), by=vetter, now=timezone.now())


def at_the_bench(page: Page, vetter: User, case: ScreeningCase, site: str, address: str = "") -> Page:
    client = Client()
    client.force_login(vetter)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.goto(address or reverse("desk:case", args=[case.pk]))
    return page


def test_a_check_is_recorded_by_keys_alone(page: Page, vetter: User, case: ScreeningCase, site: str):
    at_the_bench(page, vetter, case, site)

    page.keyboard.press("8")  # one that needs no words to fail
    page.keyboard.press("f")
    page.keyboard.press("s")

    expect(page.get_by_text("1 answer is saved.")).to_be_visible()
    expect(page.locator("#check-place .desk-tag").first).to_have_text("Fail")


def test_keys_rest_while_somebody_types_and_when_they_are_off(page: Page, vetter: User, case: ScreeningCase, site: str):
    at_the_bench(page, vetter, case, site)
    note = page.locator("#id_identity-note")
    page.locator("#check-identity").get_by_text("Type more").click()

    note.press_sequentially("pfu1d")
    page.get_by_text("Keyboard", exact=True).click()
    page.locator("[data-keys-switch]").uncheck()
    page.locator("#check-identity").focus()
    page.keyboard.press("p")

    expect(note).to_have_value("pfu1d")
    expect(page.locator("#id_identity-result_0")).not_to_be_checked()
    page.reload()
    page.get_by_text("Keyboard", exact=True).click()
    expect(page.locator("[data-keys-switch]")).not_to_be_checked()


def test_without_javascript_a_case_is_asked_about(new_page: NewPage, vetter: User, case: ScreeningCase, site: str):
    page = at_the_bench(new_page(javascript=False), vetter, case, site)

    page.get_by_role("link", name="Go to the decision").click()
    page.get_by_label("Ask for more").check()
    page.get_by_label("We need a malpractice certificate").check()
    page.get_by_label("Words for the provider").fill("Send the new certificate.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="The provider will read")).to_be_visible()
    page.get_by_role("button", name="Decide", exact=True).click()

    case.refresh_from_db()
    assert case.reason == "Send the new certificate."


def test_a_case_with_no_document_cannot_be_approved(page: Page, vetter: User, case: ScreeningCase, site: str):
    """Whatever anybody types: the passes that can be had are had, and the decision names what is missing."""
    board_says_active(case, by=vetter, now=timezone.now())
    for kind in set(EVERYONE) - BY_DOCUMENT:
        pass_check(case, kind, by=vetter, now=timezone.now())
    at_the_bench(page, vetter, case, site)

    for kind in ("identity", "insurance"):
        check = page.locator(f"#check-{kind}")
        expect(check.get_by_text("the provider sent none")).to_be_visible()
        check.get_by_label("Pass", exact=True).check()
        check.get_by_text("Type more").click()
        check.get_by_label("Where you looked").fill("Photo ID, seen by video")
        check.get_by_label("Date on the source").fill(timezone.now().date().replace(day=1).isoformat())
        check.get_by_label("Last day that the source names").fill("2099-12-31")
        check.get_by_label("Finding").fill("Everything is fine")
        check.get_by_role("button", name="Save check").click()
        expect(page.get_by_text("A pass needs a document of this case").first).to_be_visible()
        page.goto(reverse("desk:case", args=[case.pk]))
    page.get_by_role("link", name="Go to the decision").click()
    page.get_by_label("Approve", exact=True).check()
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Decide", exact=True).click()

    expect(page.get_by_text("This case cannot be approved yet.").first).to_be_visible()
    expect(page.get_by_text("Identity: the document is missing.").first).to_be_visible()
    case.refresh_from_db()
    assert (case.status, case.documents.count()) == ("in_review", 0)


def test_axe_finds_nothing_on_our_part_of_the_bench(new_page: NewPage, vetter: User, case: ScreeningCase, site: str):
    page = at_the_bench(new_page(width=390), vetter, case, site)

    page.evaluate(source())
    ours = "options => axe.run({include: ['#content', '.breadcrumbs']}, options)"
    colors = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
    for scheme, options in (("light", {**OPTIONS, "rules": {}}), ("dark", {**OPTIONS, **colors, "rules": {}})):
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate(ours, options)["violations"]
        assert [(scheme, rule["id"], node["target"]) for rule in found for node in rule["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
