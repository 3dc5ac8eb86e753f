"""One visitor of the site: cookies, forms with their tokens, redirects, and the waiting page's own pace."""

import http.client
import re
import time
from http.cookies import SimpleCookie
from itertools import chain, repeat
from random import Random
from urllib.parse import urlencode

from providers.directory.geocoding.zip_codes import zip_table

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LOOKS_AGAIN = (0.4, 0.6, 1.0)  # seconds after the look before, as the waiting page does; the last one from then on
GIVES_UP = 60.0
ASKED = (("face", "fine-lines"), ("face", "dull-tone"), ("neck", "firmness"), ("stomach", "cellulite"),
         ("scalp", "hair-loss"))  # fmt: skip


class Visitor:
    def __init__(self, port: int, rng: Random) -> None:
        self.port, self.rng = port, rng
        self.cookies: dict[str, str] = {}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=GIVES_UP)
        self.form = ""  # the token of the page that is open
        self.token = ""
        self.seconds: float | None = None
        self.failure = "no answer"

    # --- The questions ------------------------------------------------------------------------------------------------
    def answer_all(self) -> None:
        area, concern = self.rng.choice(ASKED)
        table = zip_table()
        row = self.rng.choices(range(len(table)), table.weights)[0]
        self._open("/find/")
        self._post("/find/", {"adult": "on"})
        for slug, answer in (
            ("areas", {"areas": area}),
            ("concerns", {"concerns": concern}),
            ("zip", {"zip_code": f"{table.zips[row]:05d}"}),
            ("distance", {"radius_miles": "25"}),
            ("price", {"max_price": str(self.rng.choice((250, 300, 400)))}),
            ("times", {"slots": "weekday_afternoon"}),
            ("wishes", {"doctor": "nice"}),
        ):
            self._post(f"/find/{slug}/", answer)
        self.connection.close()

    # --- Sending ------------------------------------------------------------------------------------------------------
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
        status, headers, _body = self._ask("POST", "/find/check/", {"agree": "on", "csrfmiddlewaretoken": self.form})
        if status != 303:
            raise ValueError(f"sending was answered with {status}")
        waiting, end = headers["Location"], time.monotonic() + GIVES_UP
        status, headers, _body = self._ask("GET", waiting)
        pauses = chain(LOOKS_AGAIN, repeat(LOOKS_AGAIN[-1]))
        while status in (200, 204) and "HX-Redirect" not in headers and time.monotonic() < end:
            time.sleep(next(pauses))
            status, headers, _body = self._ask("GET", waiting, htmx=True)
        place = headers.get("HX-Redirect") or headers.get("Location") or ""
        self.token = place.strip("/").rpartition("/")[2]
        status, _headers, _body = self._ask("GET", place)
        if status != 200:
            raise ValueError(f"the list was answered with {status}")

    # --- HTTP ---------------------------------------------------------------------------------------------------------
    def _open(self, path: str) -> None:
        status, _headers, body = self._ask("GET", path)
        found = TOKEN.search(body)
        if status != 200 or not found:
            raise ValueError(f"{path} was answered with {status}")
        self.form = found[1]

    def _post(self, path: str, answers: dict[str, str]) -> None:
        """Send a form and open the page that it leads to."""
        status, headers, _body = self._ask("POST", path, answers | {"csrfmiddlewaretoken": self.form})
        if status != 303:
            raise ValueError(f"{path} was answered with {status}")
        self._open(headers["Location"])

    def _ask(
        self, method: str, path: str, form: dict[str, str] | None = None, *, htmx: bool = False
    ) -> tuple[int, http.client.HTTPMessage, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"Origin": f"http://127.0.0.1:{self.port}"}
        if htmx:
            headers |= {"HX-Request": "true"}
        self.connection.request(method, path, urlencode(form) if form else None, headers)
        response = self.connection.getresponse()
        body = response.read().decode()
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return response.status, response.headers, body
