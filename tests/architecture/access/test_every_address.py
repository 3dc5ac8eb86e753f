"""Every address, asked as twenty people: the status is the one declared beside it, and no answer holds a secret.

One world a module, and each request is undone.
"""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.urls import Resolver404, resolve, reverse
from pytest_django import DjangoDbBlocker

from benchmarks.fuzz.pages import Form
from benchmarks.fuzz.walk import Walk
from caarisma.common.access import Access, Answers, Who
from providers.directory.models import Provider
from tests.architecture.access.asking import ADDRESSES, address_of, ask, inner_atomic, undone
from tests.architecture.access.declared import rows
from tests.architecture.access.extra import told_apart
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
AT_THE_DESK = sorted(
    name
    for name in ADDRESSES
    if name.startswith(("desk:", "desk_letters:", "moderation:", "worklists:", "appeals:", "merging:", "admin:"))
)
STAFF_ONLY = sorted(
    name
    for name in ADDRESSES
    if name.startswith(("desk:", "desk_letters:", "moderation:", "admin:")) and name != "admin:login"
)
PRESSED_BY_MAIL_PROGRAMS = {"aftercare:stop", "insights:stop_weekly", "watches:stop"}
# What staff send at the desk without giving their second factor once more, and why.
DECIDES_NOTHING = {
    "work on a case; its decision asks": (
        *("desk:take", "desk:give_back", "desk:save_all", "desk:save_check", "desk:save_license"),
        *("desk:ask_registry", "desk:compare_with_list", "desk:ask_about_change", "desk:look_again", "desk:sam"),
    ),
    "proposes; the second person is asked": (
        *("desk:propose", "desk:read_law", "merging:propose_merge", "worklists:guide_reviewers"),
    ),
    "brings a file or moves its reading; nothing is taken before a sign-off, which asks": (
        *("desk:lists", "desk:fetch_list", "desk:list_step", "desk:rosters", "desk:roster_step"),
    ),
    "what a board's page, a clinic's phone or a call said: a look with its source, on the ledger or the trail": (
        *("desk:license_look", "desk:settle_phone", "desk:let_clinic_back", "worklists:open_call"),
        "worklists:guide_source",
    ),
    "ticks and notes; the decision that follows them asks": (
        *("moderation:review", "moderation:question", "moderation:take_place_alert", "moderation:note_place_alert"),
    ),
    "letters and mails to providers": (
        *("desk_letters:letter", "desk:settle_mails", "worklists:ask_for_renewal", "worklists:ask_renewals"),
    ),
    "who of the staff works on what": ("worklists:hand_over", "worklists:absent"),
    "superusers alone, one field at a time; the change log and the trail tell": (
        *("admin:directory_provider_change", "admin:directory_practicelocation_change"),
        "admin:directory_offering_change",
    ),
    "a page of lists: nothing is carried out": ("admin:index", "admin:app_list", "admin:view_on_site"),
    "one's own password, and the door": ("admin:password_change", "admin:logout", "admin:login"),
}
ONE_A_SIDE = {"anonymous", "patient", "list owner", "provider A", "provider B", "superuser"}
FUZZED = sorted(name for name in ADDRESSES if not name.startswith("admin:"))[::20]
EVERY_FORM = bool(os.environ.get("EVERY_FORM"))
LINK = re.compile(r'<a\b[^>]*?\shref="(/[^"#?]*)')
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


@cache
def name_at(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def shut_doors(person: Person, said: str, world: World) -> list[str]:
    """Where a page leads this person, only to be told no."""
    names = {name_at(path) for path in LINK.findall(said)}
    return sorted(
        name for name in names if name in DECLARED and expected(DECLARED[name].get, person, world.owners(name)) == 403
    )


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
    assert names >= ONE_A_SIDE
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
    """Three promises, so that nothing is asked twice. No page leads staff to what they may not see. Wherever the answer
    is "not found", it is the same page as for what nobody has, byte by byte but for what is drawn by lot; that is asked
    once for all who got the same. Where everybody is declared the same answer, one of each side asks."""
    address, of_nobody = address_of(name, world), address_of(name, world, of_nobody=True)
    owners = world.owners(name)
    wrong, apart, shut, compared = [], [], [], set()
    for method, answers in zip(Access._fields, DECLARED[name], strict=True):
        for person in world.people if len(answers) > 1 else [one for one in world.people if one.name in ONE_A_SIDE]:
            status, leads_to, said = ask(person, method.upper(), address)
            told = leaks(person, said)
            away = bool(leads_to) and not (leads_to.startswith("/") and not leads_to.startswith("//"))
            declared = expected(answers, person, owners)
            if status != declared or told or away:
                wrong.append((method, person.name, status, leads_to, told))
            if status == 200 and method == "get" and Who.STAFF in person.who:
                shut += [(person.name, door) for door in shut_doors(person, said, world)]
            if declared == 404 and address != of_nobody and (method, len(said)) not in compared:
                compared.add((method, len(said)))
                unknown = ask(person, method.upper(), of_nobody)
                same = len(said.replace(address, "")) == len(unknown[2].replace(of_nobody, ""))
                if unknown[:2] != (status, leads_to) or not same:
                    apart.append((method, person.name, status, unknown[0], len(said), len(unknown[2])))

    assert (wrong, apart, shut) == ([], [], []), (wrong, apart, shut)


@pytest.mark.parametrize("name", STAFF_ONLY)
def test_without_the_second_factor_the_desk_is_shut(name, world):
    """Also for a superuser who has one, and did not use it in this session."""
    for method in ("GET", "POST"):
        status, leads_to, said = ask(world.half_in, method, address_of(name, world))

        assert (status, leads_to.split("?")[0], said) == (302, reverse("mfa_reauthenticate"), "")


def test_what_decides_at_the_desk_asks_once_more_and_all_else_says_why_not(world):
    reasons = [name for names in DECIDES_NOTHING.values() for name in names]
    sent = [name for name in AT_THE_DESK if 405 not in set(DECLARED[name].post.values())]
    nobodys = [name for name in sent if expected(DECLARED[name].post, world.long_in, frozenset()) == 403]
    lists = [name for name in sent if name.endswith(("_changelist", "_history"))]  # admin: actions are each their own

    asked = [
        name
        for name in sent
        if ask(world.long_in, "POST", address_of(name, world))[1].split("?")[0] == reverse("mfa_reauthenticate")
    ]

    assert sorted({*reasons}) == sorted(reasons)
    assert sorted({*sent} - {*asked, *nobodys, *lists}) == sorted(reasons)


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


def test_the_admin_links_a_row_for_who_may_open_it_and_names_it_for_all(world):
    offering = address_of("admin:directory_offering_change", world)
    pairs = reverse("admin:treatments_areaconcern_changelist")
    auditor, moderator = (
        ask(person, "GET", offering)[2]
        for person in sorted(world.people, key=lambda person: person.name)
        if person.name in {"auditor", "moderator"}
    )
    named = re.search(rf'<a href="{pairs}[^"]*/change/">(.*?)</a>', auditor)

    assert named, auditor
    assert named[1] in moderator
    assert pairs not in moderator


def test_every_table_of_the_admin_can_be_searched(world):
    """That of sessions asked for a user name, which nobody has (found by `make fuzz`)."""
    superuser = next(person for person in world.people if person.name == "superuser")
    for table in (name for name in ADDRESSES if name.endswith("_changelist")):
        assert ask(superuser, "GET", f"{address_of(table, world)}?q=word+9")[0] == 200, table


def test_no_form_is_taken_without_its_token(world):
    """At each but those that a mail program presses by itself: it has no cookie of ours, and what a forged press
    does, the link in the mail does too. 405: the API, which is read alone, takes none from anybody."""
    handler, taken = ClientHandler(enforce_csrf_checks=True), set()
    for name in (name for name in ADDRESSES if not name.startswith("admin:")):
        client = Client(raise_request_exception=False)
        client.handler = handler
        with undone():
            if client.post(address_of(name, world)).status_code not in (403, 405):
                taken.add(name)

    assert taken == PRESSED_BY_MAIL_PROGRAMS


def forms_sent(world: World, names: Iterable[str]) -> list[tuple[Person, Form]]:
    walk = Walk(world.people, lambda name: address_of(name, world))
    walk.read(names)
    return [pair for name in sorted(walk.forms) for pair in walk.forms[name] if pair[1].method == "POST"]


def test_no_field_more_than_a_forms_own_changes_anything(world):
    """Some forms; with EVERY_FORM=1 all that are sent by POST outside the admin."""
    names = [name for name in ADDRESSES if not name.startswith("admin:")] if EVERY_FORM else FUZZED[::2]
    looks = [told_apart(person, form) for person, form in forms_sent(world, names)]

    assert [line for look in looks for line in look.differs] == []
    taken = sum(look.status in {302, 303} for look in looks)
    print(f"{len(looks)} forms, {taken} of them taken, sent {sum(look.sent for look in looks)} times with more")  # noqa: T201
    assert taken > 5


def test_a_form_that_takes_one_field_more_is_noticed(world, monkeypatch):
    address, post = reverse("provider:details"), Client.post
    person, form = next(pair for pair in forms_sent(world, ["provider:details"]) if pair[1].path == address)

    def take_more(client: Client, path: str, data: dict[str, str]) -> HttpResponse:
        answer = post(client, path, data)
        if "npi_deactivated_on" in data:
            Provider.objects.update(npi_deactivated_on=data["npi_deactivated_on"])
        return answer

    monkeypatch.setattr(Client, "post", take_more)

    assert "npi_deactivated_on" in str(told_apart(person, form).differs)
