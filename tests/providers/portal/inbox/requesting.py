"""A clinic's browser on its requests."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from matching.consultations.models import Request
from tests.factories.consultations import at_clinic
from tests.matching.requests.browsing import hidden

MAIL, PHONE = "planted.patient@example.com", "+15105550188"


def url(request: Request, step: str = "") -> str:
    return reverse(f"provider:request{'_' + step if step else ''}", args=[request.reference])


def read(client: Client, request: Request, step: str = "") -> str:
    return client.get(url(request, step)).content.decode()


def send(client: Client, request: Request, step: str, **typed: Any) -> HttpResponse:
    """What a browser sends from the page of this step."""
    return client.post(url(request, step), {**hidden(client.get(url(request, step))), **typed})


def day_in(now: datetime, days: int) -> str:
    return at_clinic(now, days=days).day.strftime("%b %-d, %Y")
