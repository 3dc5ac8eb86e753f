"""The watch that every journey is under notices what it should. It was made to fail here on purpose."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Error, Page

from tests.journeys.watch import Watch

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def watch(page: Page, contexts: list[tuple[BrowserContext, Watch]]) -> Iterator[Watch]:
    """What was seen of `page`. Given up in the end, or this test would fail as others should."""
    watch = contexts[0][1]
    page.goto("/accessibility/")
    assert (watch.strays, watch.complaints) == ([], [])
    yield watch
    page.context.close()
    contexts.clear()


def soon(page: Page, seen: Callable[[], bool]) -> bool:
    """Whether it is seen within a few turns of the page's own clock."""
    for _ in range(50):
        if seen():
            return True
        page.evaluate("() => new Promise((done) => setTimeout(done, 20))")
    return False


def test_a_request_that_leaves_the_site_is_seen_and_gets_nowhere(page: Page, watch: Watch):
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://elsewhere.example/")

    assert watch.strays == ["http://elsewhere.example/"]


@pytest.mark.parametrize(
    "broken",
    [
        "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')",
        "document.body.insertAdjacentHTML('beforeend', '<img src=http://elsewhere.example/pixel.png>')",
        "document.body.insertAdjacentHTML('beforeend', '<img src=/static/img/no-such-picture.svg>')",
        "setTimeout(() => { throw new Error('in a script of ours') })",
        "console.warn('deprecated')",
    ],
    ids=["inline style", "picture from elsewhere", "missing file", "script error", "warning"],
)
def test_what_the_browser_complains_of_is_kept(page: Page, watch: Watch, broken: str):
    page.evaluate(f"() => {{ {broken} }}")

    assert soon(page, lambda: watch.complaints != [])
