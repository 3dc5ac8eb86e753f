"""Every page of the desk, for every role: who gets in, who gets 403, and that a stranger is sent to sign in."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from caarisma.accounts.roles import ROLES, load_roles
from providers.desk import urls
from providers.screening.enums import Fact
from providers.screening.models import NpiClaim, ProposedChange
from providers.vetting.cases.cases import propose_reinstatement, suspend_provider
from tests.factories.providers import make_source_page, make_user
from tests.providers.vetting.cases import case_in_review, make_clinic

pytestmark = pytest.mark.django_db

READERS = {"vetter", "second reviewer", "auditor"}
# name of the page: (method, roles that get in)
PAGES: dict[str, tuple[str, set[str]]] = {
    "queue": ("get", READERS),
    "case": ("get", READERS),
    "take": ("post", {"vetter"}),
    "give_back": ("post", {"vetter"}),
    "save_check": ("post", {"vetter"}),
    "propose": ("post", {"vetter"}),
    "ask_registry": ("post", {"vetter"}),
    "compare_with_list": ("post", {"vetter"}),
    "turn_down_change": ("post", {"vetter"}),
    "save_license": ("post", {"vetter"}),
    "decision": ("post", {"vetter"}),
    "saved_page": ("get", {"vetter"}),
    "second": ("get", READERS),
    "second_decide": ("post", {"second reviewer"}),
    "provider": ("get", READERS),
    "provider_file": ("get", READERS),
    "provider_file_json": ("get", {"auditor"}),
    "provider_file_pdf": ("get", {"auditor"}),
    "suspend": ("post", {"vetter"}),
    "look_again": ("post", {"vetter"}),
    "reinstate": ("post", {"vetter"}),
    "claims": ("get", READERS),
    "claim": ("post", {"vetter"}),
    "expiring": ("get", READERS),
    "ask_for_renewal": ("post", {"vetter"}),
    "mails": ("get", {"vetter", "auditor"}),
    "settle_mails": ("post", {"vetter"}),
    "sam": ("get", {"vetter"}),
    "audit": ("get", {"auditor"}),
    "export": ("get", {"auditor"}),
}


@pytest.fixture
def addresses(clock):
    """Each page's address, about things that exist."""
    staff = make_user(is_staff=True)
    case = case_in_review(make_clinic(), by=staff, now=clock)
    hold = suspend_provider(provider_id=make_clinic().provider_id, words="A complaint.", by=staff, now=clock)
    decision = propose_reinstatement(hold_id=hold.pk, words="Settled.", by=staff, now=clock)
    numbers = {
        "case_id": case.pk,
        "kind": "npi",
        "name": make_source_page(case.provider, "license", at=clock).name,
        "change_id": ProposedChange.objects.create(provider=case.provider, fact=Fact.NAME, proposed_by=staff).pk,
        "license_id": case.provider.licenses.get().pk,
        "decision_id": decision.pk,
        "provider_id": case.provider_id,
        "npi": case.provider.npi,
        "hold_id": hold.pk,
        "claim_id": NpiClaim.objects.create(provider=case.provider, user=make_user(), made_at=clock).pk,
    }
    return {
        route.name: reverse(
            f"desk:{route.name}", kwargs={name: numbers[name] for name in route.pattern.regex.groupindex}
        )
        for route in urls.urlpatterns
    }


@pytest.fixture(autouse=True)
def one_factor(settings):
    settings.STAFF_NEED_SECOND_FACTOR = False


def test_every_page_is_in_this_table():
    assert {route.name for route in urls.urlpatterns} == set(PAGES)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_where_its_work_is_and_nowhere_else(client, addresses, role):
    load_roles()
    user = make_user(f"{role.replace(' ', '-')}@example.com", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)

    denied = {
        name for name, (method, _) in PAGES.items() if getattr(client, method)(addresses[name]).status_code == 403
    }

    assert denied == {name for name, (_, roles) in PAGES.items() if role not in roles}


@pytest.mark.parametrize("kind_of_person", ["stranger", "patient", "provider"])
def test_who_is_not_staff_gets_no_page(client, addresses, kind_of_person):
    if kind_of_person == "patient":
        client.force_login(make_user())
    if kind_of_person == "provider":
        client.force_login(make_clinic().provider.user)

    answers = {name: getattr(client, method)(addresses[name]) for name, (method, _) in PAGES.items()}

    assert {name for name, answer in answers.items() if answer.status_code == 200} == set()
    assert all(answer.status_code in (302, 403) for answer in answers.values())


def test_staff_without_a_role_get_no_page(client, addresses):
    client.force_login(make_user(is_staff=True))

    assert {getattr(client, method)(addresses[name]).status_code for name, (method, _) in PAGES.items()} == {403}


@pytest.mark.parametrize(
    "name", [name for name, (method, _) in PAGES.items() if method == "post" and name != "decision"]
)
def test_what_changes_something_is_never_a_link(client, addresses, name):
    client.force_login(make_user(is_staff=True, is_superuser=True))

    assert client.get(addresses[name]).status_code == 405


def test_without_a_second_factor_nobody_gets_to_the_desk(client, addresses, settings):
    settings.STAFF_NEED_SECOND_FACTOR = True
    client.force_login(make_user(is_staff=True, is_superuser=True))

    assert client.get(addresses["queue"]).headers["Location"] == reverse("mfa_activate_totp")


@pytest.mark.parametrize("role", ROLES)
def test_the_front_page_opens_for_each_role(client, role):
    load_roles()
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)

    page = client.get(reverse("admin:index")).content.decode()

    assert ("Awaiting you" in page) is (role in READERS)
    assert (reverse("desk:audit") in page) is (role == "auditor")
