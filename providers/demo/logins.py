"""Sign-ins for the demonstration, with passwords that everybody may know. Never outside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q

from caarisma.accounts.models import User
from providers.demo.loading import STAFF_EMAIL
from providers.models import Provider


@dataclass(frozen=True, slots=True)
class Login:
    role: str
    email: str
    password: str
    is_staff: bool = False
    is_superuser: bool = False


LOGINS: Final = (
    Login("patient", "patient@demo.caarisma.example", "demo-patient-2026"),
    Login("provider", "provider@demo.caarisma.example", "demo-provider-2026"),
    Login("vetting staff", STAFF_EMAIL, "demo-vetting-2026", is_staff=True),
    Login("superuser", "admin@demo.caarisma.example", "demo-admin-2026", is_staff=True, is_superuser=True),
)

# What a vetting desk needs: to see the directory, the catalog and what matching made of them, and to decide on cases.
SEES_ALL_OF: Final = ("providers", "treatments")
SEES_OF_MATCHING: Final = ("intake", "match", "matchjob", "nearmiss")  # health answers are not its business
DECIDES_ON: Final = ("license", "screeningcase", "screeningcheck", "exclusionhit")


@transaction.atomic
def make_demo_logins(*, now: datetime) -> tuple[Login, ...]:
    """Make or mend the four sign-ins and return them. A password that is right is left: a new hash would end
    sessions."""
    for login in LOGINS:
        user = _user(login)
        if login.role == "provider":
            _link_to_provider(user, now=now)
        elif login.email == STAFF_EMAIL:
            user.user_permissions.set(desk_permissions())
    return LOGINS


def _user(login: Login) -> User:
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
    if provider := free.listed(on=now).order_by("pk").first():
        provider.user = user
        provider.save(update_fields=["user", "updated_at"])


def desk_permissions() -> Iterable[Permission]:
    sees = Q(content_type__app_label__in=SEES_ALL_OF) | Q(
        content_type__app_label="matching", content_type__model__in=SEES_OF_MATCHING
    )
    decides = Q(content_type__app_label="providers", content_type__model__in=DECIDES_ON) & (
        Q(codename__startswith="add_") | Q(codename__startswith="change_")
    )
    return Permission.objects.filter(sees & Q(codename__startswith="view_") | decides)
