"""axe-core on the page as it stands."""

from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

# WCAG 2.2 A and AA, the stronger contrast of AAA, and axe's own good practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,  # it would put style sheets into the page, which our content policy refuses
}
# All that another color scheme can change.
COLOR_RULES = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]
OF_COLOR = {**OPTIONS, "runOnly": {"type": "rule", "values": COLOR_RULES}}
# All that other words can change. Colors are three quarters of what a look costs, and no language has its own.
OF_WORDS = {**OPTIONS, "rules": {**OPTIONS["rules"], **{rule: {"enabled": False} for rule in COLOR_RULES}}}

WHOLE = "document"


@cache
def source() -> str:
    return Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, options: dict[str, Any] = OPTIONS, *, within: str = WHOLE) -> list[str]:
    """One line for each element that breaks a rule: rule, element, what would mend it. `within`: as axe takes it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(source())  # not a script tag: our content policy refuses it
    found = page.evaluate(f"options => axe.run({within}, options)", options)["violations"]
    return [_line(rule, node) for rule in found for node in rule["nodes"]]


def in_every_scheme(page: Page) -> list[str]:
    """By every rule in light, and by those that look at colors in the dark and in the reader's own few colors."""
    return violations(page) + in_other_schemes(page)


def in_other_schemes(page: Page, *, within: str = WHOLE) -> list[str]:
    page.emulate_media(color_scheme="dark")
    found = [f"dark: {line}" for line in violations(page, OF_COLOR, within=within)]
    page.emulate_media(color_scheme="light", forced_colors="active")
    found += [f"forced colors: {line}" for line in violations(page, OF_COLOR, within=within)]
    page.emulate_media(color_scheme="light", forced_colors="none")
    return found


def _line(rule: dict[str, Any], node: dict[str, Any]) -> str:
    element = " ".join(map(str, node["target"]))
    return f"{rule['id']} ({rule['help']}): {element}. {' '.join(node['failureSummary'].split())}"
