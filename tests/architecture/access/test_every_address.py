"""Every address, asked as twenty people: the status is the one declared beside it, and no answer holds a secret.

One world a module, and each request is undone.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler
from django.urls import resolve, reverse
from pytest_django import DjangoDbBlocker

from benchmarks.fuzz.walk import Walk
from caarisma.common.access import Access, Answers
from tests.architecture.access.asking import ADDRESSES, address_of, ask, inner_atomic, undone
from tests.architecture.access.declared import rows
from tests.architecture.access.people import (
    CLINIC,
    HEALTH,
    MAIL,
    NUMBER,
    PAGE,
    PHONE,
    SECRETS,
    ZIP,
    Person,
    World,
    plant,
)
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

DECLARED = dict(rows())
STAFF_ONLY = sorted(
    name
    for name in ADDRESSES
    if name.startswith(("desk:", "desk_letters:", "moderation:", "admin:")) and name != "admin:login"
)
PRESSED_BY_MAIL_PROGRAMS = {"aftercare:stop", "insights:stop_weekly", "watches:stop"}
FUZZED = sorted(name for name in ADDRESSES if not name.startswith("admin:"))[::20]
OTHER_METHODS = ("PUT", "DELETE", "PATCH", "OPTIONS")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("private")


@pytest.fixture(scope="module")
def planted(django_db_setup: None, django_db_blocker: DjangoDbBlocker, folder: Path) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), inner_atomic():
        patch.setattr("django.conf.settings.PRIVATE_FILES_DIR", folder)
        yield plant(NOW)
        transaction.set_rollback(True)


@pytest.fixture
def world(planted: World, folder: Path, settings) -> World:
    settings.PRIVATE_FILES_DIR = folder
    settings.USERSESSIONS_TRACK_ACTIVITY = False  # a fifth of each request here, and it opens or shuts nothing
    return planted


def expected(row: Answers, person: Person, owners: frozenset[str]) -> int:
    return next(status for who, status in row.items() if person.is_(who, owners=owners))


def leaks(person: Person, said: str) -> list[str]:
    return [secret for secret, readers in SECRETS.items() if secret in said and person.name not in readers]


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(ADDRESSES) == set(DECLARED)
    assert [name for name, times in Counter(name for name, _ in rows()).items() if times > 1] == []


def test_each_address_leads_to_its_own_page(world):
    """Of two pages with one address, rooms apart, the second could never be opened."""
    leads = {name: resolve(address_of(name, world)) for name in ADDRESSES}

    assert {name: found.view_name for name, found in leads.items() if found.view_name != name} == {}


def test_there_are_twenty_people(world):
    names = {person.name for person in world.people}

    assert len(names) == 20
    assert set().union(*SECRETS.values()) <= names


@pytest.mark.parametrize(
    ("secret", "reader", "name"),
    [
        (MAIL, "patient", "account_email"),
        (ZIP, "list owner", "matching:results"),
        (HEALTH, "list owner", "matching:results"),
        (NUMBER, "provider A", "provider:license"),
        (PHONE, "provider A", "provider:place"),
        (CLINIC, "provider A", "provider:places"),
        (PAGE, "provider A", "provider:document"),
    ],
)
def test_each_secret_is_there_to_be_told(secret, reader, name, world):
    """Or "nobody else reads it" would say nothing: a ZIP code that was never planted is in no answer either."""
    person = next(person for person in world.people if person.name == reader)

    assert secret in ask(person, "GET", address_of(name, world))[2]


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_who_gets_what_and_what_is_anothers_looks_like_what_never_was(name, world):
    """Two promises, so that nothing is asked twice. Wherever the answer is "not found", it is the same page as for what
    nobody has, byte by byte but for what is drawn by lot."""
    address, of_nobody = address_of(name, world), address_of(name, world, of_nobody=True)
    owners = world.owners(name)
    wrong, apart = [], []
    for method, answers in zip(Access._fields, DECLARED[name], strict=True):
        for person in world.people:
            status, leads_to, said = ask(person, method.upper(), address)
            told = leaks(person, said)
            away = bool(leads_to) and not (leads_to.startswith("/") and not leads_to.startswith("//"))
            declared = expected(answers, person, owners)
            if status != declared or told or away:
                wrong.append((method, person.name, status, leads_to, told))
            if declared == 404 and address != of_nobody:
                unknown = ask(person, method.upper(), of_nobody)
                same = len(said.replace(address, "")) == len(unknown[2].replace(of_nobody, ""))
                if unknown[:2] != (status, leads_to) or not same:
                    apart.append((method, person.name, status, unknown[0], len(said), len(unknown[2])))

    assert (wrong, apart) == ([], []), (wrong, apart)


@pytest.mark.parametrize("name", STAFF_ONLY)
def test_without_the_second_factor_the_desk_is_shut(name, world):
    """Also for a superuser who has one, and did not use it in this session."""
    for method in ("GET", "POST"):
        status, leads_to, said = ask(world.half_in, method, address_of(name, world))

        assert (status, leads_to.split("?")[0], said) == (302, reverse("mfa_reauthenticate"), "")


@pytest.mark.parametrize("name", sorted(name for name in ADDRESSES if not name.startswith("admin:")))
def test_other_methods_do_nothing(name, world):
    """Refused, or answered as a page is: never an error, and no secret."""
    for person in world.people[:: len(world.people) - 1]:  # a stranger, and a superuser
        for method in OTHER_METHODS:
            status, _, said = ask(person, method, address_of(name, world))
            assert status in {200, 302, 403, 404, 405}, (method, person.name)
            assert leaks(person, said) == [], (method, person.name)


def test_no_odd_request_is_an_error_of_ours(world):
    """A few of each of some addresses; `make fuzz N=10000` sends many to all of them."""
    walk = Walk(world.people, lambda name: address_of(name, world))
    walk.read(FUZZED)

    found = {name: walk.at(name, 12) for name in sorted({*FUZZED, *walk.forms} & set(ADDRESSES))}

    assert {name: told.broken for name, told in found.items() if told.broken} == {}
    assert sum(told.requests for told in found.values()) > 200


@pytest.mark.parametrize("field", ["", "no_such_field"])
def test_the_admin_refuses_an_address_that_names_another_field(field, world):
    """Django's own pages broke on the name "" (found by `make fuzz`)."""
    superuser = next(person for person in world.people if person.name == "superuser")
    for page in ("change", "delete"):
        address = f"{address_of(f'admin:chores_chorerun_{page}', world)}?_to_field={field}"

        assert [ask(superuser, method, address)[0] for method in ("GET", "POST")] == [400, 400]


def test_every_table_of_the_admin_can_be_searched(world):
    """That of sessions asked for a user name, which nobody has (found by `make fuzz`)."""
    superuser = next(person for person in world.people if person.name == "superuser")
    for table in (name for name in ADDRESSES if name.endswith("_changelist")):
        assert ask(superuser, "GET", f"{address_of(table, world)}?q=word+9")[0] == 200, table


def test_no_form_is_taken_without_its_token(world):
    """At each but those that a mail program presses by itself: it has no cookie of ours, and what a forged press
    does, the link in the mail does too."""
    handler, taken = ClientHandler(enforce_csrf_checks=True), set()
    for name in (name for name in ADDRESSES if not name.startswith("admin:")):
        client = Client(raise_request_exception=False)
        client.handler = handler
        with undone():
            if client.post(address_of(name, world)).status_code != 403:
                taken.add(name)

    assert taken == PRESSED_BY_MAIL_PROGRAMS
