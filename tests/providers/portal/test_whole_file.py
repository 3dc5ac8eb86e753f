"""How much a doctor with one clinic types and opens, from the first task to "Send": counted on the pages themselves.

What the registry knows is filled in, as it is for nearly everybody. A field counts when it must be touched: each thing
that is typed, chosen, ticked or photographed, what they sign about their record included (one choice and a name). A
page counts when something is pressed on it. Joining is two: the number, and who the registry says that is. Signing up
(address, password, code) comes before, and whoever has an account has it behind them.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from providers.directory.models import Provider
from providers.portal.filing import save_read
from providers.screening.models import ScreeningCase
from providers.vetting.documents.queue import read_due
from tests.factories.providers import make_area_concern, make_case, make_location, make_provider, make_user
from tests.providers.portal.walk import ATTESTED, photo

MOST_FIELDS, MOST_PAGES = 17, 12
JOINING_FIELDS, JOINING_PAGES = 1, 2


class Fields(HTMLParser):
    """What a browser would send of the form that is filled in, untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, Any] = {}
        self.select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attributes}
        name, kind = held.get("name", ""), held.get("type", "text")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in held:
            self.sent[self.select] = held.get("value", "")
        elif tag == "input" and name and kind not in {"file", "submit", "image"}:
            if kind not in {"checkbox", "radio"}:
                self.sent[name] = held.get("value", "")
            elif "checked" in held:
                self.sent.setdefault(name, []).append(held.get("value", "on"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""


@dataclass
class Walk:
    client: Client
    fields: int = JOINING_FIELDS
    pages: int = JOINING_PAGES
    at: list[str] = field(default_factory=list)

    def fill(self, address: str, **typed: Any) -> str:
        """Open a page, change these fields, press "Save and go on". Returns where it leads to."""
        page = self.client.get(address)
        assert page.status_code == 200, (address, page.status_code)
        read = Fields()
        read.feed(page.content.decode())
        assert all(read.sent.get(name) != value for name, value in typed.items()), "it stood there already"
        answer = self.client.post(address, {**read.sent, **typed, "onward": "1"})
        assert answer.status_code == 303, (address, answer.context["form"].errors)
        self.fields, self.pages = self.fields + len(typed), self.pages + 1
        self.at.append(address)
        return answer.url


@pytest.fixture
def doctor(db) -> Provider:
    """As the registry tells of one: name, license and the clinic's street and phone."""
    provider = make_provider(user=make_user(), birth_year=None, languages=[])
    make_case(provider)
    make_location(provider, clinic_name="", phone="510-555-0100")
    provider.licenses.create(state="CA", number="A12345", profession="md", source="NPPES")
    return provider


def test_a_whole_file_takes_at_most_seventeen_fields_and_twelve_pages(doctor):
    line, client = make_area_concern(), Client()
    client.force_login(doctor.user)
    walk, place = Walk(client), doctor.locations.get()

    to = walk.fill(reverse("provider:details"), birth_year="1980")
    to = walk.fill(to, **ATTESTED)
    to = walk.fill(to, document=photo("card.jpg"))
    assert to == reverse("provider:place", args=[place.pk])
    to = walk.fill(to, clinic_name="Harbor Skin")
    to = walk.fill(to, expires_on="Aug 31 2027", document=photo("license.jpg"))
    to = walk.fill(to, insurer="Acme", insurance_ends_on="Aug 31 2027", document=photo("policy.jpg"))
    to = walk.fill(to, claims_board="no")
    to = walk.fill(to, **{f"price_{line.pk}": "220"})
    to = walk.fill(to, opens_0="9", closes_0="5", weekdays="on")
    assert to == reverse("provider:send")
    read_due(save=save_read, seconds=60)
    done = walk.fill(to, true="on")

    assert client.get(done).status_code == 200
    fields, pages = walk.fields, walk.pages
    print(f"A whole file of a doctor: {fields} fields, {pages} pages")  # noqa: T201  pytest -s
    assert ScreeningCase.objects.get(provider=doctor).status == "sent"
    assert (fields <= MOST_FIELDS, pages <= MOST_PAGES) == (True, True), (fields, pages, walk.at)


def test_the_pages_that_we_made_stand_where_it_is_sent(doctor):
    client = Client()
    client.force_login(doctor.user)
    client.post(reverse("provider:identity"), {"document": photo("card.jpg"), "onward": "1"})
    read_due(save=save_read, seconds=60)

    page = client.get(reverse("provider:send")).content.decode()

    assert "This is what we see" in page
    assert "We see nothing on page 1." in page
