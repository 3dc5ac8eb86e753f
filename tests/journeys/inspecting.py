"""Everything that the inspectors find on a page, in one visit."""

from playwright.sync_api import Page

from tests.journeys.axe import in_both_schemes
from tests.journeys.geometry import sideways, small_targets

WIDTHS = [390, 1280]
NARROWEST = 320  # also what is left of a wide window at 400 percent


def barriers(page: Page) -> list[str]:
    """On the page as it stands. A phone's page is measured at the narrowest width too: same page, smaller window."""
    page.wait_for_load_state()  # without its styles a page has other sizes and colors
    found, usual = in_both_schemes(page), page.viewport_size
    if usual["width"] < 600:
        page.set_viewport_size({**usual, "width": NARROWEST})
    found += sideways(page) + small_targets(page)
    page.set_viewport_size(usual)
    return found
