"""Requests in each state, and what every test here reads of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from caarisma.common.outbox.models import Mail
from matching.consultations.models import Request


def kinds(request: Request | None = None) -> list[str]:
    """The mails that wait, by kind, in order."""
    mails = Mail.objects.filter(state="waiting").order_by("pk")
    if request is not None:
        mails = mails.filter(key__startswith=f"request:{request.pk}:")
    return list(mails.values_list("kind", flat=True))


def text_of(kind: str) -> str:
    mail = Mail.objects.filter(kind=kind).latest("pk")
    return f"{mail.letter['subject']}\n{mail.letter['text']}"


def token_in(kind: str) -> str:
    return text_of(kind).split("/requests/press/")[1].split("/")[0]


def code_in(kind: str) -> str:
    return text_of(kind).split("10 minutes: ")[1].split("\n")[0].replace(" ", "")


def path_of(request: Request) -> list[str]:
    return list(request.moves.order_by("n").values_list("to_state", flat=True))


def fresh(request: Request) -> Request:
    return Request.objects.select_related("visit", "asker", "provider").get(pk=request.pk)


@pytest.fixture
def at_once() -> Callable[..., list[object]]:
    """Run the calls at the same moment, each on a connection of its own. Gives results, or the errors they raised."""

    def run(*calls: Callable[[], object]) -> list[object]:
        ready = Barrier(len(calls))

        def one(call: Callable[[], object]) -> object:
            try:
                connection.ensure_connection()
                ready.wait(timeout=60)
                return call()
            except Exception as error:
                return error
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(one, calls))

    return run
