"""No page, in any of its states, puts up a barrier that a program can find."""

import re

import pytest
from playwright.sync_api import Page

from tests.journeys.axe import OF_COLOR, in_every_scheme, violations
from tests.journeys.conftest import NewPage
from tests.journeys.geometry import sideways, small_targets
from tests.journeys.inspecting import WIDTHS, barriers
from tests.journeys.tour import PARTS, tour

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_keeps_anybody_out_in_any_color_or_language(new_page: NewPage, settings, width: int, part: str):
    page = new_page(width=width, answers_422="/filters/")

    found = [f"{name}: {line}" for name in tour(page, settings, part) for line in barriers(page)]

    assert not found, "\n".join(found)


MAKE_BAD = """() => {
  const add = (html, style) => {
    document.querySelector("main").insertAdjacentHTML("beforeend", html);
    document.querySelector("main").lastElementChild.style.cssText = style;
  };
  add("<p id=gray>Readable, but below 7:1</p>", "color: #707070");
  add("<input id=nameless>", "");
  add("<button>x</button>", "all: revert; width: 20px; height: 20px");
  add("<pre>sticks out</pre>", "width: 200vw");
}"""

# One line for wide windows and one for all, as good as unreadable in the dark. A phone's look finds the second.
MAKE_BAD_WHERE_IT_IS_WIDE = """() => {
  document.querySelector("main").insertAdjacentHTML(
    "beforeend", "<p id=wide>Wide <input id=nameless></p><p id=narrow>Narrow</p>");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    @media (max-width: 600px) { #wide { display: none; } }
    @media (prefers-color-scheme: dark) { #wide, #narrow { color: #333; background: #222; } }
  `);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""


class TestTheInspectorsThemselves:
    """A page made bad on purpose: an inspector that cannot find anything would pass every page."""

    @pytest.fixture
    def bad(self, page: Page) -> Page:
        page.goto("/accessibility/")
        page.evaluate(MAKE_BAD)
        return page

    def test_axe_finds_gray_text_and_a_field_without_a_name(self, bad: Page):
        found = " ".join(in_every_scheme(bad))

        assert re.search("color-contrast-enhanced .*#gray", found)
        assert "#nameless" in found

    def test_a_page_without_javascript_is_looked_at_too(self, new_page: NewPage):
        page = new_page(width=390, javascript=False)
        page.goto("/accessibility/")
        assert barriers(page) == []

        page.evaluate(MAKE_BAD)

        assert re.search("color-contrast-enhanced .*#gray", " ".join(barriers(page)))

    def test_what_sticks_out_and_what_is_small_is_found(self, bad: Page):
        assert "PRE" in sideways(bad)[0]
        assert "BUTTON x is 20 x 20 px" in small_targets(bad)

    def test_gray_text_is_found_in_the_dark_alone(self, bad: Page):
        bad.emulate_media(color_scheme="dark")
        bad.evaluate("document.querySelector('#gray').style.color = '#8f8f8f'")

        assert re.search("color-contrast-enhanced .*#gray", " ".join(violations(bad, OF_COLOR)))

    def test_what_sticks_out_only_on_the_narrowest_is_found_and_the_window_is_as_before(self, new_page: NewPage):
        page = new_page(width=390)
        page.goto("/accessibility/")
        page.evaluate("document.querySelector('main').style.minWidth = '350px'")

        found = " ".join(barriers(page))

        assert "px wide" in found
        assert page.viewport_size["width"] == 390

    def test_what_only_a_wide_window_shows_is_looked_at_in_the_dark_and_by_every_rule(self, page: Page):
        page.goto("/accessibility/")
        page.evaluate(MAKE_BAD_WHERE_IT_IS_WIDE)

        found = " ".join(barriers(page))

        assert re.search("dark: color-contrast-enhanced .*#wide", found)
        assert "#nameless" in found
        assert "#narrow" not in found
