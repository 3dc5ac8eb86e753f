"""What a small screen or an unsteady hand would notice."""

from playwright.sync_api import Page

SIDEWAYS = """
() => {
  const root = document.documentElement, room = root.clientWidth;
  if (root.scrollWidth <= room) return [];
  const over = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > room + 1);
  return [`${root.scrollWidth} px wide: ` + over.slice(0, 5).map((one) => one.tagName + "." + one.className).join(" ")];
}
"""

# A target is what reacts to a tap: for a tick or a radio button, its label too. Links inside a sentence are exempt
# (WCAG 2.5.8), and so are the pins of the dial, whose providers have bigger links in the list.
SMALL_TARGETS = """
(least) => {
  const within = (one) => one.matches("input, select") ? one.closest("label") || one : one;
  const inSentence = (one) =>
    one.tagName === "A" && getComputedStyle(one).display === "inline"
    && one.parentElement.innerText.trim().length > one.innerText.trim().length;
  const targets = [...document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden])")]
    .filter((one) => one.checkVisibility({visibilityProperty: true}) && !inSentence(one) && !one.closest("svg"))
    .map(within);
  return [...new Set(targets)].flatMap((one) => {
    const {width, height} = one.getBoundingClientRect();
    const name = `${one.tagName} ${one.innerText || one.name}`.trim().slice(0, 50);
    return width < least || height < least ? [`${name} is ${width.toFixed(0)} x ${height.toFixed(0)} px`] : [];
  });
}
"""


def sideways(page: Page) -> list[str]:
    """What sticks out to the side, so that a person would have to scroll both ways."""
    return page.evaluate(SIDEWAYS)


def small_targets(page: Page, least: int = 24) -> list[str]:
    """Links, buttons and fields that are smaller than `least` pixels either way."""
    return page.evaluate(SMALL_TARGETS, least)
