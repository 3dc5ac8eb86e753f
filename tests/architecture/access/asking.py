"""Every named address of the site, and asking for it without leaving a trace."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.architecture.access.people import Person, World, unknown


def named_addresses(
    resolver: URLResolver | None = None, spaces: tuple[str, ...] = (), parts: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The name of each, and of the parts in it."""
    for entry in (resolver or get_resolver()).url_patterns:
        inside = (*parts, *entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            yield from named_addresses(entry, (*spaces, entry.namespace) if entry.namespace else spaces, inside)
        elif isinstance(entry, URLPattern) and entry.name:
            yield ":".join([*spaces, entry.name]), inside


ADDRESSES = dict(named_addresses())
WORDS = {"kind", "app_label", "section", "state", "profession", "month"}  # one of a few, and nobody's


def address_of(name: str, world: World, *, of_nobody: bool = False) -> str:
    """KeyError for an address whose parts nobody planted."""
    parts = {part: _part(name, part, world) for part in ADDRESSES[name]}
    if of_nobody:
        parts = {part: value if part in WORDS else unknown(value) for part, value in parts.items()}
    return reverse(name, kwargs=parts)


def _part(name: str, part: str, world: World) -> object:
    if part == "object_id" and name.startswith("admin:") and name != "admin:view_on_site":
        app, model, _ = name.removeprefix("admin:").split("_")
        return apps.get_model(app, model).objects.earliest("pk").pk
    room = name.split(":")[0]
    return world.parts[f"{name} {part}" if f"{name} {part}" in world.parts else f"{room} {part}"]


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is gone after it."""
    with inner_atomic():
        yield
        transaction.set_rollback(True)


def inner_atomic() -> transaction.Atomic:
    """As in Django's own tests: services that want to be outermost may run inside."""
    atomic = transaction.atomic()
    atomic._from_testcase = True
    return atomic


def ask(person: Person, method: str, address: str) -> tuple[int, str, str]:
    """Status, where it leads, and what it says, byte by byte."""
    with undone():
        answer = person.client().generic(method, address)
        said = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer.status_code, answer.headers.get("Location", ""), said.decode("latin-1")
