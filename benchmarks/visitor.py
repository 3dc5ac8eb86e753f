"""One visitor of the site: cookies, forms with their tokens, redirects, and the waiting page's own pace."""

import http.client
import re
import time
from http.cookies import SimpleCookie
from itertools import chain, repeat
from random import Random
from urllib.parse import urlencode

from providers.directory.geocoding.zip_codes import zip_table

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
LOOKS_AGAIN = (0.2, 0.6, 1.0)  # seconds after the look before, as the waiting page does; the last one from then on
GIVES_UP = 60.0
WAITS = 'data-hx-trigger="load'  # on the waiting page alone
ASKED = (("face", "fine-lines"), ("face", "dull-tone"), ("neck", "firmness"), ("stomach", "cellulite"),
         ("scalp", "hair-loss"))  # fmt: skip


class Visitor:
    def __init__(self, port: int, rng: Random, *, site: str = "") -> None:
        """`site`: its name, for a visitor as the proxy that ends TLS passes them on; else they come by themselves."""
        self.rng, self.site = rng, site
        self.move_to(port)
        self.passed_on = {"Host": site, "X-Forwarded-Proto": "https"} if site else {}
        self.cookies: dict[str, str] = {}
        self.hidden: list[tuple[str, str]] = []  # what the form of the open page holds besides the answers
        self.token, self.list_path = "", ""
        self.seconds: float | None = None
        self.failure = "no answer"

    def move_to(self, port: int) -> None:
        """To another machine, with the same cookies."""
        self.port = port
        self.origin = f"https://{self.site}" if self.site else f"http://127.0.0.1:{port}"
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=GIVES_UP)

    # --- The questions ------------------------------------------------------------------------------------------------
    def answer_all(self, *, about: tuple[str, str] | None = None, zip_code: str = "", max_price: int = 0) -> None:
        """At random, but for what is named: area and concern, where, and whole dollars for one session."""
        area, concern = about or self.rng.choice(ASKED)
        table = zip_table()
        row = self.rng.choices(range(len(table)), table.weights)[0]
        self._open("/find/")
        self._post("/find/", {"adult": "on"})
        for slug, answer in (
            ("areas", {"areas": area}),
            ("concerns", {"concerns": concern}),
            ("zip", {"zip_code": zip_code or f"{table.zips[row]:05d}"}),
            ("distance", {"radius_miles": "25"}),
            ("price", {"max_price": str(max_price or self.rng.choice((250, 300, 400)))}),
            ("times", {"slots": "weekday_afternoon"}),
            ("wishes", {"doctor": "nice"}),
            ("most", {"matters_most": self.rng.choice(("", "distance", "cost"))}),
            ("health", {"health": "none-of-these", "keep": "on"}),
        ):
            self._post(f"/find/{slug}/", answer)
        self.connection.close()

    def visit(self) -> None:
        """All of it: the front page, the questions, the wait, the list."""
        self._ask("GET", "/")
        self.answer_all()
        self.send()

    # --- Sending ------------------------------------------------------------------------------------------------------
    def send(self) -> None:
        """ValueError when there is no list in the end."""
        try:
            self._send()
        finally:
            self.connection.close()

    def look(self, path: str) -> tuple[int, str]:
        """At a page, over a line of its own."""
        self.connection.close()
        try:
            status, _headers, body = self._ask("GET", path)
        finally:
            self.connection.close()
        return status, body

    def send_at(self, moment: float) -> None:
        time.sleep(max(0.0, moment - time.monotonic()))
        # From the moment it was due: a client that is late itself must not flatter the site.
        try:
            self._send()
            self.seconds = time.monotonic() - moment
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.failure = str(error) or type(error).__name__
        finally:
            self.connection.close()

    def _send(self) -> None:
        status, headers, _body = self._ask("POST", "/find/check/", [*self.hidden, ("agree", "on")])
        if status != 303:
            raise ValueError(f"sending was answered with {status}")
        place, end = headers["Location"], time.monotonic() + GIVES_UP
        status, headers, body = self._ask("GET", place)
        pauses = chain(LOOKS_AGAIN, repeat(LOOKS_AGAIN[-1]))
        if WAITS in body:
            while "HX-Refresh" not in headers and time.monotonic() < end:
                time.sleep(next(pauses))
                status, headers, body = self._ask("GET", place, htmx=True)
            status, headers, body = self._ask("GET", place)
        self.list_path = place
        self.token = place.strip("/").rpartition("/")[2]
        if status != 200 or WAITS in body:
            raise ValueError(f"the list was answered with {status}")

    def watch(self) -> None:
        """Ask, on the list that was made, to be told at once of who fits from now on."""
        path = f"/alerts/search/{self.token}/"
        try:
            self._open(path)
            self._post(path, {"how_often": "at_once"})
        finally:
            self.connection.close()

    # --- HTTP ---------------------------------------------------------------------------------------------------------
    def _open(self, path: str) -> None:
        status, _headers, body = self._ask("GET", path)
        self.hidden = HIDDEN.findall(body)
        if status != 200 or not self.hidden:
            raise ValueError(f"{path} was answered with {status}")

    def _post(self, path: str, answers: dict[str, str]) -> None:
        """Send a form and open the page that it leads to."""
        status, headers, _body = self._ask("POST", path, [*self.hidden, *answers.items()])
        if status != 303:
            raise ValueError(f"{path} was answered with {status}")
        self._open(headers["Location"])

    def _ask(
        self, method: str, path: str, form: list[tuple[str, str]] | None = None, *, htmx: bool = False
    ) -> tuple[int, http.client.HTTPMessage, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} | self.passed_on
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"Origin": self.origin}
        if htmx:
            headers |= {"HX-Request": "true"}
        self.connection.request(method, path, urlencode(form) if form else None, headers)
        response = self.connection.getresponse()
        body = response.read().decode()
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return response.status, response.headers, body
