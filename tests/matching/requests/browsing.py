"""A patient's browser: fills in the form, reads the mail, holds requests."""

from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from matching.consultations.enums import HeldBy
from matching.consultations.models import Request
from matching.requests.holders import browser_of, grant_hold
from providers.directory.models import PracticeLocation


class Fields(HTMLParser):
    """What a browser would send with the forms of a page: names with their values."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("name") and given.get("type") == "hidden":
            self.values.setdefault(str(given["name"]), given.get("value") or "")


def hidden(response: HttpResponse) -> dict[str, str]:
    return Fields(response.content.decode()).values


def ask_url(place: PracticeLocation) -> str:
    return reverse("matching_consultations:new", args=[place.pk])


def filled(**changed: Any) -> dict[str, Any]:
    answers = {"any_time": "on", "way": "email", "email": "ana@example.com", "first_name": "Ana", "note": "Hello."}
    return {"form_key": str(uuid4()), **answers, **changed}


def url_of(request: Request, name: str = "thread") -> str:
    return reverse(f"matching_consultations:{name}", args=[request.reference])


def hold(client: Client, request: Request, *, now: datetime) -> None:
    """As if the person had pressed in this browser a link that was asked for in it."""
    assert request.asker is not None
    session = client.session
    browser = browser_of(session)
    session.save()
    client.cookies["sessionid"] = session.session_key
    grant_hold(request.asker, browser, by=HeldBy.PRESS, proves=True, now=now)
