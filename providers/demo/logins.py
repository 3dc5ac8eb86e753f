"""Sign-ins for the demonstration, with passwords that everybody may know. Never outside it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from caarisma.accounts.models import User
from caarisma.accounts.roles import load_roles
from providers.demo.loading import SECOND_STAFF_EMAIL, STAFF_EMAIL
from providers.demo.products import DIRECTOR_EMAIL, SECOND_DIRECTOR_EMAIL
from providers.directory.models import Provider
from providers.listing.listed import listed_providers


@dataclass(frozen=True, slots=True)
class Login:
    role: str
    email: str
    password: str
    is_staff: bool = False
    is_superuser: bool = False
    group: str = ""  # of caarisma/accounts/roles.py


LOGINS: Final = (
    Login("patient", "patient@demo.caarisma.example", "demo-patient-2026"),
    Login("provider", "provider@demo.caarisma.example", "demo-provider-2026"),
    Login("2nd provider", "provider2@demo.caarisma.example", "demo-provider2-2026"),
    Login("clinic owner", "owner@demo.caarisma.example", "demo-owner-2026"),
    Login("clinic manager", "manager@demo.caarisma.example", "demo-manager-2026"),
    Login("front desk", "frontdesk@demo.caarisma.example", "demo-frontdesk-2026"),
    Login("vetting staff", STAFF_EMAIL, "demo-vetting-2026", is_staff=True, group="vetter"),
    Login("second reviewer", SECOND_STAFF_EMAIL, "demo-second-2026", is_staff=True, group="second reviewer"),
    *(
        Login(role, f"{role}@demo.caarisma.example", f"demo-{role}-2026", is_staff=True, group=role)
        for role in ("editor", "clinician", "moderator", "auditor")
    ),
    Login(
        "second moderator", "moderator2@demo.caarisma.example", "demo-moderator2-2026", is_staff=True, group="moderator"
    ),
    Login("medical director", DIRECTOR_EMAIL, "demo-director-2026", is_staff=True, group="medical director"),
    Login("2nd director", SECOND_DIRECTOR_EMAIL, "demo-director-2-2026", is_staff=True, group="medical director"),
    Login("superuser", "admin@demo.caarisma.example", "demo-admin-2026", is_staff=True, is_superuser=True),
)


def email_of(role: str) -> str:
    return next(login.email for login in LOGINS if login.role == role)


@transaction.atomic
def make_demo_logins(*, now: datetime) -> tuple[Login, ...]:
    """Make or mend the sign-ins and return them. A password that is right is left: a new hash would end
    sessions."""
    load_roles()
    for login in LOGINS:
        user = _make_user(login)
        user.groups.set(Group.objects.filter(name=login.group))
        user.user_permissions.clear()
        if login.role in ("provider", "2nd provider"):
            _link_to_provider(user, now=now)
    return LOGINS


def _make_user(login: Login) -> User:
    user = User.objects.filter(email=login.email).first() or User.objects.create_user(login.email)
    user.is_staff, user.is_superuser, user.is_active = login.is_staff, login.is_superuser, True
    if not user.check_password(login.password):
        user.set_password(login.password)
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=login.email, defaults={"verified": True, "primary": True})
    return user


def _link_to_provider(user: User, *, now: datetime) -> None:
    """Tie the sign-in to the first listed provider that is nobody's, once. Without a directory it stays untied."""
    if Provider.objects.filter(user=user).exists():
        return
    free = Provider.objects.filter(is_demonstration=True, user__isnull=True)
    if provider := listed_providers(on=now, among=free).order_by("pk").first():
        provider.user = user
        provider.save(update_fields=["user", "updated_at"])
