"""Answer the intake's questions through the test client, as a browser would."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from treatments.health_gate_file import current_gate

SEEN = [row.code for row in current_gate().rows if row.is_for_a_use]  # a page that showed every row
ANSWERS = {
    "areas": {"areas": ["face"]},
    "concerns": {"concerns": ["fine-lines"]},
    "zip": {"zip_code": "94612"},
    "distance": {"radius_miles": "15"},
    "price": {"max_price": "250"},
    "times": {"slots": ["saturday"]},
    "wishes": {"doctor": "nice", "language": "es", "language_level": "must"},
    "most": {"matters_most": "openings"},
    "health": {"health": ["none-of-these"], "keep": "on", "seen": SEEN},
}


def step_url(slug: str) -> str:
    return reverse("matching:step", args=[slug])


def begin(client: Client, **data: Any) -> HttpResponse:
    return client.post(reverse("matching:start"), {"adult": "on", **data})


def answer(client: Client, slug: str, query: str = "", **changes: Any) -> HttpResponse:
    return client.post(step_url(slug) + query, {**ANSWERS[slug], **changes})


def answer_all(client: Client, *, up_to: str | None = None) -> None:
    begin(client)
    for slug in ANSWERS:
        if slug == up_to:
            return
        assert answer(client, slug).status_code == 303, slug


def send(client: Client) -> HttpResponse:
    return client.post(reverse("matching:check"), {"agree": "on"})


def text(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", response.content.decode())
