"""Everything that the inspectors find on a page, in one visit."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from tests.journeys.axe import OF_WORDS, colors_in_light, in_every_scheme, in_light, in_other_schemes, violations
from tests.journeys.geometry import sideways, small_targets

PHONE = 390
WIDTHS = [PHONE, 1280]
NARROWEST = 320  # also what is left of a wide window at 400 percent

IN_ENGLISH_ALONE = ("/es/", "/provider/", f"/{settings.ADMIN_PATH}/")  # or in Spanish already
# What was sent by POST has no address to open: it is sent again as it stands, to the Spanish address.
SEND_IN_SPANISH = """
() => {
  const form = document.querySelector("main [role=alert]") && document.querySelector("main form[method=post]");
  if (!form) return false;
  const action = new URL(form.action);
  action.pathname = "/es" + action.pathname;
  const before = [form.getAttribute("action"), form.getAttribute("target")];
  form.action = action;
  form.target = "_blank";
  HTMLFormElement.prototype.submit.call(form);
  ["action", "target"].forEach((name, i) =>
    before[i] === null ? form.removeAttribute(name) : form.setAttribute(name, before[i]));
  return true;
}
"""

# One for each browser context: to open a tab costs as much as a look.
SPANISH_TABS: WeakKeyDictionary[BrowserContext, Page] = WeakKeyDictionary()

SHOWN = "[...document.body.querySelectorAll('*')].filter((one) => one.checkVisibility({visibilityProperty: true}))"
KEEP_WHAT_IS_SHOWN = f"() => {{ window.shown = new Set({SHOWN}); }}"
FIND_WHAT_IS_MORE = f"""
() => {{
  const more = new Set({SHOWN}.filter((one) => !shown.has(one)));
  window.onlyWide = [...more].filter((one) => !more.has(one.parentElement));
  return onlyWide.length;
}}
"""


def barriers(page: Page) -> list[str]:
    """On the page as it stands. A phone's page is seen in every color scheme, measured at the narrowest width too, and
    measured in Spanish, which has longer words in the same places; axe looks at it where a journey is in Spanish. The
    same page in a wide window is measured and its colors are seen in light; by all other rules and in all other schemes
    only what a phone does not show. The desk is meant for wide windows: there, all of it.
    """
    page.wait_for_load_state()  # without its styles a page has other sizes and colors
    if not _on_a_phone(page):
        seen = in_light(page) if f"/{settings.ADMIN_PATH}/" in page.url else colors_in_light(page)
        return seen + _of_wide_windows(page) + _misfits(page)
    found = in_every_scheme(page) + _misfits(page)
    if not urlsplit(page.url).path.startswith(IN_ENGLISH_ALONE):
        with in_spanish(page) as other:
            found += [f"Spanish: {line}" for line in _misfits(other)]
    return found


def _on_a_phone(page: Page) -> bool:
    return page.viewport_size["width"] < 600


def _of_wide_windows(page: Page) -> list[str]:
    usual = page.viewport_size
    page.set_viewport_size({**usual, "width": PHONE})
    page.evaluate(KEEP_WHAT_IS_SHOWN)
    page.set_viewport_size(usual)
    if not page.evaluate(FIND_WHAT_IS_MORE):
        return []
    return violations(page, OF_WORDS, within="{include: onlyWide}") + in_other_schemes(page, within="onlyWide")


def _misfits(page: Page) -> list[str]:
    usual = page.viewport_size
    if _on_a_phone(page):
        page.set_viewport_size({**usual, "width": NARROWEST})
    found = sideways(page) + small_targets(page)
    page.set_viewport_size(usual)
    return found


@contextmanager
def in_spanish(page: Page) -> Iterator[Page]:
    """The same page in another tab, its mistakes and what is opened included. The reader stays an English one."""
    context, address = page.context, urlsplit(page.url)
    spoke = [cookie for cookie in context.cookies() if cookie["name"] == settings.LANGUAGE_COOKIE_NAME]
    other = sent = _sent_again(page)
    if other is None:
        if context not in SPANISH_TABS:
            SPANISH_TABS[context] = context.new_page()
        other = SPANISH_TABS[context]
        query = f"?{address.query}" if address.query else ""
        path = f"{address.path}?lang=es" if address.path.startswith("/accounts/") else f"/es{address.path}{query}"
        other.goto(path)
    other.wait_for_load_state()
    if page.locator("main details[open]").count():
        other.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    yield other
    if sent:
        other.close()
    else:
        other.goto("about:blank")  # so that it asks for nothing meanwhile
    page.bring_to_front()  # a browser with windows draws a tab behind another once a second, and a click waits for that
    context.clear_cookies(name=settings.LANGUAGE_COOKIE_NAME)
    context.add_cookies(spoke)


def _sent_again(page: Page) -> Page | None:
    """None where nothing was refused."""
    if not page.locator("main [role=alert]").count() or not page.locator("main form[method=post]").count():
        return None
    with page.context.expect_page() as opened:
        page.evaluate(SEND_IN_SPANISH)
    return opened.value
