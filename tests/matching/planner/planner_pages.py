"""Opening the planner in tests, and reading what it says."""

import re
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from matching.planner.course_plan import GAPS
from tests.factories.treatments import make_area_concern, make_claim

URL = reverse("planner:planner")
ICS = reverse("planner:calendar")


def make_least_catalog() -> None:
    """Two areas, the usual plan and price, and the claims without which there is no plan."""
    make_area_concern("face")
    make_area_concern("neck")
    for slug in GAPS:
        make_claim(slug)


def get(client: Client, **typed: object) -> HttpResponse:
    return client.get(URL, typed)


def calendar(client: Client, **typed: object) -> Calendar:
    response = client.get(ICS, typed)
    assert response.status_code == 200
    return Calendar.from_ical(response.content)


def starts(calendar: Calendar) -> list[object]:
    return [event.decoded("dtstart") for event in calendar.walk("VEVENT")]


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words(html: str) -> str:
    parser = _Text()
    parser.feed(html)
    return " ".join(" ".join(parser.words).split())


def page_words(response: HttpResponse) -> str:
    return words(response.content.decode())


def part(response: HttpResponse, start: str, end: str) -> str:
    """The words between two bits of markup, the first time they come."""
    html = response.content.decode()
    found = re.search(f"{start}(.*?){end}", html, re.DOTALL)
    assert found, start
    return words(found[1])


def amounts(text: str) -> list[str]:
    return re.findall(r"\$[0-9,]+", text)
