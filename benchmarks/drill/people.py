"""Who uses the site meanwhile: others, who ask five pages, and one who does what needs the part."""

import contextlib
import io
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import DefaultCookiePolicy
from itertools import count
from random import Random
from typing import Any

import requests
from PIL import Image

from benchmarks.visitor import Visitor

PAGES = ("/", "/in/", "/guide/", "/find/", "/how-we-order/")
EACH = 20
READERS = 20
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
KEPT = re.compile(r"/provider/documents/[0-9a-f-]+/1/")
GIVES_UP = 60
NUMBERS = count(int(time.time()))


@dataclass
class Seen:
    """By status, and how long each took. 0: the line broke, or nothing came within a minute."""

    answers: list[tuple[int, float]] = field(default_factory=list)
    lost: int = 0  # answers to a form that neither took it nor show what was typed
    hasty: int = 0  # 503 without Retry-After

    @property
    def slowest(self) -> float:
        return max((seconds for _status, seconds in self.answers), default=0.0)

    def of(self, *statuses: int) -> int:
        return sum(status in statuses for status, _seconds in self.answers)


class BehindTls(DefaultCookiePolicy):
    """From the proxy to the site the line is plain, and secure cookies go along."""

    def set_ok(self, cookie: Any, request: Any) -> bool:
        cookie.secure = False
        return super().set_ok(cookie, request)


class Person:
    """`site`: its name, for one whom the proxy that ends TLS passes on."""

    def __init__(self, port: int, login: tuple[str, str] | None = None, *, site: str = "") -> None:
        self.web, self.tokens = requests.Session(), {}
        self.origin = f"https://{site}" if site else ""
        if site:
            self.web.headers.update({"Host": site, "X-Forwarded-Proto": "https"})
            self.web.cookies.set_policy(BehindTls())
        self.move_to(port)
        if login:
            self.open("/accounts/login/")
            self.post("/accounts/login/", {"login": login[0], "password": login[1]})

    def move_to(self, port: int) -> None:
        """To another machine, with the same cookies."""
        self.root = f"http://127.0.0.1:{port}"

    def open(self, path: str) -> requests.Response:
        answer = self.web.get(self.root + path, timeout=GIVES_UP)
        if found := TOKEN.search(answer.text):
            self.tokens[path] = found[1]
        return answer

    def look_at(self, path: str) -> None:
        """With the session of this person, over a line of its own."""
        cookies = self.web.cookies.get_dict()
        with contextlib.suppress(requests.RequestException):
            requests.get(self.root + path, cookies=cookies, timeout=GIVES_UP)

    def post(self, path: str, data: dict[str, Any], files: Any = None) -> requests.Response:
        typed = data | {"csrfmiddlewaretoken": self.tokens[path]}
        headers = {"Origin": self.origin or self.root}
        return self.web.post(
            self.root + path, typed, files=files, headers=headers, timeout=GIVES_UP, allow_redirects=False
        )


class Forms(HTMLParser):
    """What each form of a page would send as it stands."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[dict[str, str]] = []
        self.choosing = ""
        self.feed(page)

    def handle_starttag(self, tag: str, found: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in found}
        if tag == "form":
            self.all.append({})
        elif tag == "select":
            self.choosing = said.get("name", "")
        elif tag == "option" and "selected" in said and self.all:
            self.all[-1][self.choosing] = said.get("value", "")
        elif tag == "input" and self.all and (said.get("type") not in ("checkbox", "radio") or "checked" in said):
            self.all[-1][said.get("name", "")] = said.get("value") or ("on" if "checked" in said else "")

    def with_field(self, name: str) -> dict[str, str]:
        return next(form for form in self.all if name in form)


def timed(seen: Seen, ask: Callable[[], requests.Response], typed: str = "") -> None:
    began, status, text = time.monotonic(), 0, ""
    try:
        answer = ask()
        status, text = answer.status_code, answer.text
        seen.hasty += status == 503 and "Retry-After" not in answer.headers
    except requests.RequestException:
        pass
    seen.answers.append((status, time.monotonic() - began))
    seen.lost += bool(typed) and not 200 <= status < 400 and typed not in text


def others(port: int, seconds: float, seen: Seen) -> list[threading.Thread]:
    """Five, each at a page of their own, twenty times in so many seconds."""

    def ask(path: str) -> None:
        person, began = Person(port), time.monotonic()
        for turn in range(EACH):
            time.sleep(max(0.0, began + turn * seconds / EACH - time.monotonic()))
            timed(seen, lambda: person.open(path))

    return [threading.Thread(target=ask, args=(path,), daemon=True) for path in PAGES]


# --- Who needs the part -----------------------------------------------------------------------------------------------
Act = Callable[[Seen], None]
PROVIDER = ("provider@demo.caarisma.example", "demo-provider-2026")
PATIENT = ("patient@demo.caarisma.example", "demo-patient-2026")
PLACE = {
    "clinic_name": "Harbor Skin", "city": "Oakland", "state": "CA", "zip_code": "94612", "phone": "(510) 555-0100",
    "first_visit_fee": "80", "accepting_patients": "on",
}  # fmt: skip


def searcher(port: int) -> Act:
    """Answers the first question; nothing of it may be lost while the database is away."""
    person = Person(port)
    person.open("/")

    def act(seen: Seen) -> None:
        timed(seen, lambda: person.post("/", {"zip_code": "94612"}), typed="94612")

    return act


def asker(port: int) -> Act:
    """Sends all answers and waits for the list."""
    ready = []
    for seed in range(10):
        visitor = Visitor(port, Random(seed))
        visitor.answer_all()
        ready.append(visitor)

    def act(seen: Seen) -> None:
        visitor, began = ready.pop(), time.monotonic()
        visitor.send_at(began)
        came = visitor.seconds is not None
        seen.answers.append((200 if came else 0, visitor.seconds or time.monotonic() - began))
        seen.lost += not came

    return act


def newcomer(port: int) -> Act:
    """Signs up, for which a mail goes out."""
    person = Person(port)
    person.open("/accounts/signup/")

    def act(seen: Seen) -> None:
        typed = {"email": f"new{next(NUMBERS)}@example.com", "password1": "a long enough phrase 1"}
        timed(seen, lambda: person.post("/accounts/signup/", typed), typed=typed["email"])

    return act


def joiner(port: int) -> Act:
    """Asks the registry about a number."""
    person = Person(port, PATIENT)
    person.open("/provider/join/")
    typed = {"npi": "1234567893"}

    def act(seen: Seen) -> None:
        timed(seen, lambda: person.post("/provider/join/", typed), typed=typed["npi"])

    return act


def mover(port: int) -> Act:
    """Changes the street of a clinic."""
    person = Person(port, PROVIDER)
    found = re.search(r"/provider/places/(\d+)/", person.open("/provider/places/").text)
    path = found[0] if found else "/provider/places/add/"
    person.open(path)

    def act(seen: Seen) -> None:
        street = f"{next(NUMBERS)} Pier Way"
        timed(seen, lambda: person.post(path, PLACE | {"line1": street}), typed=street)

    return act


def sender(port: int) -> Act:
    """Sends a photo of a policy, while twenty open what was sent before: the server has sixteen threads."""
    person, photo = Person(port, PROVIDER), io.BytesIO()
    Image.effect_noise((900, 700), 80).convert("RGB").save(photo, "JPEG")
    person.open("/provider/insurance/")
    typed = {"insurer": "Acme Mutual", "insurance_ends_on_month": "Nov", "insurance_ends_on_day": "1",
             "insurance_ends_on_year": "2027"}  # fmt: skip
    files = {"document": ("policy.jpg", photo.getvalue(), "image/jpeg")}
    person.post("/provider/insurance/", typed, files)
    kept, end = None, time.monotonic() + 60
    while kept is None and time.monotonic() < end:
        time.sleep(0.5)
        kept = KEPT.search(person.open("/provider/insurance/").text)

    def act(seen: Seen) -> None:
        for _reader in range(READERS if kept else 0):
            threading.Thread(target=person.look_at, args=(kept[0],), daemon=True).start()
        timed(seen, lambda: person.post("/provider/insurance/", typed, files), typed="Acme Mutual")

    return act


WHO: dict[str, tuple[Callable[[int], Act], int]] = {  # and how often: sign-ups and look-ups are limited by the hour
    "nothing": (searcher, 10),
    "database": (searcher, 10),
    "broker": (asker, 3),  # for each fault, of ten who are ready
    "mail": (newcomer, 3),
    "registry": (joiner, 5),
    "geocoder": (mover, 5),
    "disk": (sender, 4),
    "child": (sender, 4),
}
