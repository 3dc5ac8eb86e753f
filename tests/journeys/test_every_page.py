"""No page, in any of its states, puts up a barrier that a program can find."""

import re

import pytest
from playwright.sync_api import Page

from tests.journeys import axe
from tests.journeys.conftest import NewPage
from tests.journeys.geometry import sideways, small_targets
from tests.journeys.tour import tour

pytestmark = pytest.mark.django_db(transaction=True)


def in_both_schemes(page: Page) -> list[str]:
    light = axe.violations(page)
    page.emulate_media(color_scheme="dark")
    dark = axe.violations(page)
    page.emulate_media(color_scheme="light")
    return [*light, *(f"dark: {line}" for line in dark)]


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_in_light_and_dark(new_page: NewPage, settings, width: int):
    page = new_page(width=width)

    found = [f"{name}: {line}" for name in tour(page, settings) for line in in_both_schemes(page)]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_sticks_out_and_no_target_is_small(new_page: NewPage, settings, width: int):
    """320 pixels is also what is left of a wide window at 400 percent."""
    page = new_page(width=width)

    found = [f"{name}: {line}" for name in tour(page, settings) for line in sideways(page) + small_targets(page)]

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


class TestTheInspectorsThemselves:
    """A page made bad on purpose: an inspector that cannot find anything would pass every page."""

    @pytest.fixture
    def bad(self, page: Page) -> Page:
        page.goto("/accessibility/")
        page.evaluate(MAKE_BAD)
        return page

    def test_axe_finds_gray_text_and_a_field_without_a_name(self, bad: Page):
        found = " ".join(in_both_schemes(bad))

        assert re.search("color-contrast-enhanced .*#gray", found)
        assert "#nameless" in found

    def test_what_sticks_out_and_what_is_small_is_found(self, bad: Page):
        assert "PRE" in sideways(bad)[0]
        assert "BUTTON x is 20 x 20 px" in small_targets(bad)
