"""Listens to a browser while a person uses it: what pages ask of the network, and what the browser complains about."""

from dataclasses import dataclass, field
from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

# Chromium says so of a font that a page wants later than some seconds after it began: of a busy machine, that is.
# That the fonts of base.html are those of the style sheet is told by tests/common/test_fonts.py.
LATE = "was preloaded using link preload but not used"

# Runs before each document. Pages have a strict content policy; what Playwright adds does not fall under it.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


@dataclass
class Watch:
    """Attach with `listen` before the first page is opened."""

    origin: str
    answers_422: str = (
        ""  # the end of a path whose form scripts send too, and which says 422 to a mistake; if a test says so
    )
    asked: list[str] = field(default_factory=list)  # every address that was requested
    said: list[tuple[str, str]] = field(default_factory=list)  # what the browser complained of, and the page meant
    refused: set[str] = field(default_factory=set)  # pages that answered 4xx: the browser logs a line for each

    def listen(self, context: BrowserContext) -> None:
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.said.append((f"script error: {error.error}", "")))

    @property
    def complaints(self) -> list[str]:
        """A page that answers 422 beside the bad field is right to do so, and the browser logs it all the same. Read at
        the end: the browser may log the line before it tells of the answer."""
        return [text for text, url in self.said if url not in self.refused]

    @property
    def strays(self) -> list[str]:
        """Requests that left the site."""
        return [url for url in self.asked if urlsplit(url).scheme != "data" and not url.startswith(self.origin + "/")]

    def _on_request(self, request: Request) -> None:
        self.asked.append(request.url)

    def _on_response(self, response: Response) -> None:
        mistake_told = (
            response.status == 422 and bool(self.answers_422) and urlsplit(response.url).path.endswith(self.answers_422)
        )
        if mistake_told or (response.request.is_navigation_request() and 400 <= response.status < 500):
            self.refused.add(urldefrag(response.url).url)
        elif response.status >= 400:
            self.said.append((f"{response.status} for {response.url}", ""))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and LATE not in message.text:
            about = urldefrag(message.location["url"]).url if message.text.startswith("Failed to load resource") else ""
            self.said.append((f"{message.type}: {message.text}", about))
