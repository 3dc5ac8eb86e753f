"""axe-core on the page as it stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

# WCAG 2.2 A and AA, the stronger contrast of AAA, and axe's own good practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The rule of the stronger contrast leaves out what breaks the weaker one too. With no such least it finds both at once,
# and to look for either is the dearest part of a look.
ALL_CONTRAST = {
    "contrastRatio": {
        "normal": {"expected": 7, "minThreshold": 0},
        "large": {"expected": 4.5, "minThreshold": 0},
    }
}
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {
        "color-contrast": {"enabled": False},
        "color-contrast-enhanced": {"enabled": True},
        "target-size": {"enabled": True},
    },
    "checks": {"color-contrast-enhanced": {"options": ALL_CONTRAST}},
    "resultTypes": ["violations"],
    "preload": False,  # it would put style sheets into the page, which our content policy refuses
}
# All that another color scheme can change.
COLOR_RULES = ["color-contrast-enhanced", "link-in-text-block"]
OF_COLOR = {**OPTIONS, "runOnly": {"type": "rule", "values": COLOR_RULES}, "rules": {}}
# All that other words can change. Colors are three quarters of what a look costs, and no language has its own.
OF_WORDS = {**OPTIONS, "rules": {**OPTIONS["rules"], **{rule: {"enabled": False} for rule in COLOR_RULES}}}

WHOLE = "document"
# In the scheme that is on, one of all that reads alike: by element and class, letters, what lies behind them, and for a
# link the text around it.
ONE_OF_EACH_LOOK = """
(within) => {
  const kept = new Map();
  const behind = (one) => {
    if (!one) return "";
    if (!kept.has(one)) {
      const {backgroundColor, backgroundImage, opacity} = getComputedStyle(one);
      const own = [backgroundColor, backgroundImage, opacity].join();
      kept.set(one, (own === "rgba(0, 0, 0, 0),none,1" ? "" : own + "/") + behind(one.parentElement));
    }
    return kept.get(one);
  };
  const speaks = (one) => one.matches("input, select, textarea") ||
    [...one.childNodes].some((part) => part.nodeType === Node.TEXT_NODE && part.data.trim());
  const look = (one) => {
    const {color, fontSize, fontWeight, textDecorationLine} = getComputedStyle(one);
    const around = one.matches("a") ? getComputedStyle(one.parentElement).color + speaks(one.parentElement) : "";
    const kind = one.localName + "." + (one.getAttribute("class") ?? "") + (one.closest(":disabled") ? " off" : "");
    return [kind, color, fontSize, fontWeight, textDecorationLine, around, behind(one)].join();
  };
  const all = within.flatMap((root) => [root, ...root.querySelectorAll("*")]);
  const shown = all.filter((one) => speaks(one) && one.checkVisibility({visibilityProperty: true}));
  window.looks = new Map(shown.map((one) => [look(one), one]));
  return [...looks.keys()];
}
"""
NO_FAULT_BEFORE: dict[str, set[str]] = {"light": set(), "dark": set(), "forced colors": set()}  # looks, of this process


@cache
def source() -> str:
    return Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, options: dict[str, Any] = OPTIONS, *, within: str = WHOLE) -> list[str]:
    """One line for each element that breaks a rule: rule, element, what would mend it. `within`: as axe takes it."""
    with _scripts_run(page):
        if not page.evaluate("'axe' in window"):
            page.evaluate(source())  # not a script tag: our content policy refuses it
        found = page.evaluate(f"options => axe.run({within}, options)", options)["violations"]
    return [_line(rule, node) for rule in found for node in rule["nodes"]]


@contextmanager
def _scripts_run(page: Page) -> Iterator[None]:
    """For us, on a page whose reader has switched scripts off: axe's promise would never be kept. The page's own stay
    as they are, since it has been read."""
    if not page.evaluate("matchMedia('(scripting: none)').matches"):
        yield
        return
    session = page.context.new_cdp_session(page)
    for value in (True, False):  # a session that never switched them off cannot switch them on
        session.send("Emulation.setScriptExecutionDisabled", {"value": value})
    yield
    session.send("Emulation.setScriptExecutionDisabled", {"value": True})


def in_light(page: Page) -> list[str]:
    """By every rule."""
    return violations(page, OF_WORDS) + colors_in_light(page)


def colors_in_light(page: Page) -> list[str]:
    """Once for all that looks alike, on whatever page: the evidence table says in five looks what it says in a thousand
    places, and a menu is on every page."""
    return _of_each_look(page, "[document.body]", "light")


def in_every_scheme(page: Page) -> list[str]:
    """By every rule in light, and by those that look at colors in the dark and in the reader's own few colors."""
    return in_light(page) + in_other_schemes(page)


def in_other_schemes(page: Page, *, within: str = "[document.body]") -> list[str]:
    """`within`: in JavaScript, the elements to look at with all that is in them."""
    page.emulate_media(color_scheme="dark")
    found = [f"dark: {line}" for line in _of_each_look(page, within, "dark")]
    page.emulate_media(color_scheme="light", forced_colors="active")
    found += [f"forced colors: {line}" for line in _of_each_look(page, within, "forced colors")]
    page.emulate_media(color_scheme="light", forced_colors="none")
    return found


def _of_each_look(page: Page, within: str, scheme: str) -> list[str]:
    looks = page.evaluate(f"({ONE_OF_EACH_LOOK})({within})")
    new = [look for look in looks if look not in NO_FAULT_BEFORE[scheme]]
    if not new:
        return []
    page.evaluate("new_ => { window.looks = new_.map((look) => looks.get(look)); }", new)
    found = violations(page, OF_COLOR, within="{include: looks}")
    if not found:
        NO_FAULT_BEFORE[scheme].update(new)
    return found


def _line(rule: dict[str, Any], node: dict[str, Any]) -> str:
    element = " ".join(map(str, node["target"]))
    return f"{rule['id']} ({rule['help']}): {element}. {' '.join(node['failureSummary'].split())}"
