"""Lists that are empty, and lists whose providers change while somebody looks at them."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from providers.directory.enums import LicenseStatus
from providers.directory.models import License
from tests.journeys.directory import MATCHES, make_list, open_own
from tests.journeys.steps import heading

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_empty_list_names_what_stands_in_the_way_and_one_click_fills_it(page: Page, settings):
    settings.MATCH_INLINE_AFTER_SECONDS = 0
    open_own(page, make_list(now=timezone.now(), max_price=100))
    heading(page, "No provider fits yet")
    way_out = page.get_by_role("region", name="What stands in the way")
    expect(way_out).to_contain_text("2 providers fit if you raise your limit to $225")

    way_out.get_by_role("button", name="Raise my limit to $225").click()

    heading(page, "2 providers fit your plan")
    expect(page.get_by_role("status").filter(has_text="You raised your limit to $225.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    heading(page, "No provider fits yet")


def test_a_license_revoked_while_the_list_is_open_takes_its_holder_off_it(page: Page):
    open_own(page, make_list(now=timezone.now()))
    heading(page, "3 providers fit your plan")

    License.objects.filter(provider__slug="amara-osei").update(status=LicenseStatus.REVOKED)
    page.reload()

    heading(page, "2 providers fit your plan")
    assert page.locator("article.match h3").all_inner_texts() == MATCHES[1:]
    expect(page.get_by_text("Amara Osei")).to_have_count(0)
    page.goto("/p/amara-osei/")
    heading(page, "Not listed now")
    expect(page.get_by_text("Amara Osei")).to_have_count(0)
