"""A person's own page in a browser: passkeys, taking along, erasing; and the pages that say whom to trust."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from matching.rights.models import Erasure
from matching.search.models import Intake
from tests.accounts.test_accounts import PASSWORD, code_in, make_verified
from tests.journeys.conftest import NewPage
from tests.journeys.directory import make_list, open_own
from tests.journeys.inspecting import WIDTHS, barriers
from tests.journeys.steps import heading
from tests.letters import delivered

pytestmark = pytest.mark.django_db(transaction=True)

TRUST = ["about", "terms", "reviews-policy", "security", "contact", "privacy", "privacy/health-data"]


def sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("ana@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    heading(page, "Look for our mail")
    page.get_by_label("Code", exact=True).fill(code_in(delivered()[-1].body))
    page.get_by_role("button", name="Sign in", exact=True).click()
    heading(page, "Your page")


def give_a_device_with_a_fingerprint(page: Page) -> None:
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    talk.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_made_and_opens_the_account(page: Page):
    make_verified()
    give_a_device_with_a_fingerprint(page)
    sign_in(page)
    page.get_by_role("main").get_by_role("link", name="Passkeys").click()
    page.get_by_role("link", name="Add", exact=True).click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url(lambda url: "/add/" not in url)
    page.context.clear_cookies()

    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    heading(page, "Your page")
    expect(page.get_by_text("You are signed in as ana@example.com.")).to_be_visible()


@pytest.mark.parametrize(("width", "javascript"), [(390, False), (1280, True)])
def test_without_an_account_one_takes_all_along_and_erases_it(
    new_page: NewPage, width: int, javascript: bool, tmp_path: Path
):
    page = new_page(width=width, javascript=javascript, answers_422="/me/erase/")
    open_own(page, make_list(now=timezone.now()))
    page.goto("/me/")
    page.get_by_role("link", name="Download everything").click()
    with page.expect_download() as begun:
        page.get_by_role("button", name="For a program (JSON)").click()
    begun.value.save_as(tmp_path / "all.json")
    assert "94612" in (tmp_path / "all.json").read_text()
    page.goto("/me/")
    page.get_by_role("link", name="Erase everything").click()
    page.get_by_role("button", name="Erase everything").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick this first. Nothing was erased.")

    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Erase everything").click()

    heading(page, "We erased your data")
    expect(page.get_by_text(Erasure.objects.get().receipt)).to_be_visible()
    assert not Intake.objects.exists()
    assert json.loads((tmp_path / "all.json").read_text())["parts"]


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_keeps_anybody_out(new_page: NewPage, width: int, settings: Any):
    settings.DEMO = True
    page = new_page(width=width, answers_422="/me/erase/")
    found = []
    for address in TRUST:
        page.goto(f"/{address}/")
        found += [f"/{address}: {line}" for line in barriers(page)]
    open_own(page, make_list(now=timezone.now()))
    make_verified()
    for address in ("/me/", "/me/download/", "/me/erase/"):
        page.goto(address)
        found += [f"{address}: {line}" for line in barriers(page)]
    page.get_by_role("button", name="Erase everything").click()
    page.get_by_role("alert").wait_for()
    found += [f"erase, not ticked: {line}" for line in barriers(page)]
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Erase everything").click()
    heading(page, "We erased your data")
    found += [f"erased: {line}" for line in barriers(page)]
    open_own(page, make_list(now=timezone.now()))
    sign_in(page)
    expect(page.get_by_text("Put this into your account?")).to_be_visible()
    found += [f"bring along: {line}" for line in barriers(page)]
    page.get_by_role("button", name="Put it into my account").click()
    expect(page.get_by_text("It is in your account now.")).to_be_visible()
    assert Intake.objects.get().owner is not None

    assert not found, "\n".join(found)
