"""Each change of who may do what is on the trail, however it came about, and nobody takes it off again."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from caarisma.access_trail.models import AccessChange
from caarisma.accounts.models import AuditEvent, User
from caarisma.accounts.roles import load_roles
from providers.ledger import sealing
from providers.ledger.anchoring import anchor_ledger
from providers.ledger.verifying import verify_anchors
from tests.accounts.test_accounts import PASSWORD, make_verified, sign_in
from tests.factories.providers import make_user

pytestmark = pytest.mark.django_db
OTHER = "another harbor, nine boats"


@pytest.fixture(autouse=True)
def one_factor(settings):
    settings.STAFF_NEED_SECOND_FACTOR = False


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def told(**of: object) -> list[tuple[str, int | None]]:
    return [(change.what, change.by) for change in AccessChange.objects.filter(**of).order_by("pk")]


def test_rights_and_roles_given_by_a_superuser_in_the_admin_name_them_both(client):
    load_roles()
    boss, user = User.objects.create_superuser("boss@example.com"), make_user()
    client.force_login(boss)

    client.post(
        reverse("admin:accounts_user_change", args=[user.pk]),
        {"email": user.email, "is_active": "on", "is_staff": "on", "groups": [Group.objects.get(name="vetter").pk]},
    )

    assert told(account=user.pk) == [("account changed", boss.pk), ("role given", boss.pk)]
    change, role = AccessChange.objects.filter(account=user.pk).order_by("pk")
    assert (change.details["changed"], role.details) == (["staff"], {"role": "vetter"})


def test_a_person_who_changes_her_own_password_and_address_is_told_too(client):
    ana = make_verified()
    sign_in(client)
    before = AccessChange.objects.count()

    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER})
    sign_in(client, password=OTHER)
    client.post(reverse("account_email"), {"email": "new@example.com", "action_add": ""})

    new = AccessChange.objects.order_by("pk")[before:]
    assert ("account changed", ana.pk, ["password"]) in [(c.what, c.by, c.details.get("changed")) for c in new]
    assert all(re.search("@|example", str(change.details)) is None for change in new)


STATEMENTS = {
    "superuser": "UPDATE accounts_user SET is_superuser = true WHERE id = {}",
    "address": "UPDATE accounts_user SET email = 'mine@example.com' WHERE id = {}",
    "password": "UPDATE accounts_user SET password = 'x' WHERE id = {}",
    "email": "UPDATE account_emailaddress SET email = 'mine@example.com' WHERE user_id = {}",
    "verified": "UPDATE account_emailaddress SET verified = false WHERE user_id = {}",
    "no email": "DELETE FROM account_emailaddress WHERE user_id = {}",
    "factor": "DELETE FROM mfa_authenticator WHERE user_id = {}",
    "other factor": "UPDATE mfa_authenticator SET data = '{{}}' WHERE user_id = {}",
    "role": "DELETE FROM accounts_user_groups WHERE user_id = {}",
    "right": "INSERT INTO accounts_user_user_permissions (user_id, permission_id) "
    "SELECT {}, id FROM auth_permission LIMIT 1",
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_the_sites_own_role_cannot_change_access_past_the_trail(as_the_site, statement):
    user = make_verified(is_staff=True)
    user.groups.add(Group.objects.create(name="vetter"))
    Authenticator.objects.create(user=user, type="totp", data={"secret": "s"})
    before = AccessChange.objects.count()
    as_the_site()

    run(statement.format(user.pk))

    (change,) = AccessChange.objects.order_by("pk")[before:]
    assert (change.account, change.by) == (user.pk, None)
    assert change.details["database role"]


def test_what_a_role_may_do_is_told_once_a_role(db):
    role = Group.objects.create(name="vetter")

    role.permissions.set(Permission.objects.all()[:3])
    role.permissions.clear()

    gained, lost = AccessChange.objects.order_by("pk")
    assert (gained.what, gained.details["role"], len(gained.details["rights"])) == ("role gained", "vetter", 3)
    assert lost.what == "role lost"


def test_a_right_that_becomes_another_is_told_too(as_the_site):
    """As SQL can: no row comes and none goes."""
    role, (sees, decides) = Group.objects.create(name="vetter"), Permission.objects.order_by("pk")[:2]
    role.permissions.add(sees)
    before = AccessChange.objects.count()
    as_the_site()

    run(f"UPDATE auth_group_permissions SET permission_id = {decides.pk}")
    run(f"UPDATE auth_permission SET codename = 'suspend_anybody' WHERE id = {decides.pk}")
    run(f"UPDATE auth_permission SET codename = codename WHERE id = {decides.pk}")

    lost, gained, changed = AccessChange.objects.order_by("pk")[before:]
    assert (lost.what, lost.details["rights"], gained.details["rights"]) == (
        *("role lost", [sees.codename]),
        [decides.codename],
    )
    assert (changed.what, changed.details["right"], changed.details["was"]) == (
        *("right changed", "suspend_anybody"),
        decides.codename,
    )


def test_signing_in_and_saving_without_a_change_tell_nothing(client):
    ana = make_verified(is_staff=True)
    before = AccessChange.objects.count()

    sign_in(client)
    ana.save()

    assert AccessChange.objects.count() == before


def test_after_a_page_the_connection_acts_for_nobody(client):
    make_verified()
    sign_in(client)
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER})

    made = make_user(is_staff=True)

    assert told(account=made.pk) == [("account made", None)]


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO access_trail_accesschange (at, what, details) VALUES (now(), 'x', '{}')",
        "UPDATE access_trail_accesschange SET what = 'x'",
        "DELETE FROM access_trail_accesschange",
        "TRUNCATE access_trail_accesschange",
        "TRUNCATE accounts_auditevent",
        "TRUNCATE accounts_user CASCADE",
        "TRUNCATE screening_caseevent, screening_screeningcase CASCADE",
    ],
)
def test_not_even_the_owner_writes_changes_or_empties_history(sql):
    make_user(is_staff=True)

    with pytest.raises(DatabaseError, match=r"only grows|written by what changed it"):
        run(sql)


@pytest.mark.parametrize("at", ["now() - interval '25 hours'", "now() + interval '25 hours'"])
def test_a_line_that_is_dated_back_is_refused(at):
    actor = make_user()
    run("SET LOCAL caarisma.made_up_times = off")

    with pytest.raises(IntegrityError, match="not dated back"):
        run(f"INSERT INTO accounts_auditevent (at, actor_id, verb, about, details, is_dated_back) "
            f"VALUES ({at}, {actor.pk}, 'x', '', '{{}}', false)")  # fmt: skip


class TestSeal:
    @pytest.fixture
    def sealed(self, monkeypatch, now):
        """Three lines of each trail, in today's file."""
        monkeypatch.setattr(sealing, "SETTLED", sealing.SETTLED * 0)
        for _each in range(3):
            AuditEvent.objects.create(actor=make_user(is_staff=True), verb="document.read", at=now)
        anchor_ledger(now=now)
        return list(AuditEvent.objects.order_by("pk")), list(AccessChange.objects.order_by("pk"))

    def by_the_owner(self, sql: str) -> None:
        run(f"SET LOCAL session_replication_role = replica; {sql}; SET LOCAL session_replication_role = origin")

    def broken(self, now) -> list[str]:
        return [str(one) for one in verify_anchors(now=now)]

    def test_whole(self, sealed, now):
        assert self.broken(now) == []

    @pytest.mark.parametrize("change", ["verb = 'x'", "at = at - interval '1 minute'", "details = '{\"a\": 1}'"])
    def test_a_changed_line_is_named(self, sealed, now, change):
        (_first, second, _third), _changes = sealed

        self.by_the_owner(f"UPDATE accounts_auditevent SET {change} WHERE id = {second.pk}")

        assert self.broken(now) == [f"Trail audit, line {second.pk}: changed since anchor-{now:%Y-%m-%d}.txt"]

    def test_a_cut_line_is_named(self, sealed, now):
        _events, (*_others, last) = sealed

        self.by_the_owner(f"DELETE FROM access_trail_accesschange WHERE id = {last.pk}")

        assert self.broken(now) == [f"Trail access, line {last.pk}: cut since anchor-{now:%Y-%m-%d}.txt"]

    def test_a_line_that_is_put_in_later_is_named(self, sealed, now):
        (first, *_others), _changes = sealed

        self.by_the_owner(
            "INSERT INTO accounts_auditevent (id, at, written_at, is_dated_back, actor_id, verb, about, details) "
            f"SELECT {first.pk - 1}, at, written_at, false, actor_id, verb, about, details "
            f"FROM accounts_auditevent WHERE id = {first.pk}"
        )

        assert self.broken(now) == [f"Trail audit, line {first.pk - 1}: put in after the lines behind it were sealed"]

    def test_the_next_file_goes_on_where_this_one_ended(self, sealed, now):
        tomorrow = now + timedelta(days=1)
        AuditEvent.objects.create(actor=make_user(), verb="document.read", at=tomorrow)

        path = anchor_ledger(now=tomorrow)

        assert len([line for line in path.read_text().splitlines() if line.startswith("audit ")]) == 1
        assert self.broken(tomorrow) == []

    def test_the_command_says_where(self, sealed, now, capsys):
        (_first, second, _third), _changes = sealed
        self.by_the_owner(f"UPDATE accounts_auditevent SET verb = 'x' WHERE id = {second.pk}")

        with pytest.raises(Exception, match="broken in 1"):
            call_command("verify_ledger")

        assert f"Trail audit, line {second.pk}: changed since" in capsys.readouterr().out


def test_an_address_is_seen_and_not_changed_by_a_superuser(client):
    """What the admin does not let them do, the trail would tell: both hold."""
    boss = User.objects.create_superuser("boss@example.com")
    colleague = make_verified("colleague@example.com", is_staff=True)
    address = EmailAddress.objects.get(user=colleague)
    client.force_login(boss)

    refused = client.post(reverse("admin:account_emailaddress_change", args=[address.pk]), {"email": "x@example.com"})

    assert refused.status_code == 403
    assert ("email changed", boss.pk) not in told(account=colleague.pk)
