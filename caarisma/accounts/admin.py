"""Accounts in the admin: who may sign in and to which roles they belong. Passwords are set by their owners.

Rights are given by superusers alone. Whoever may only change accounts could otherwise make themselves a superuser, or
take over a colleague's account through its e-mail address.
"""

from typing import Any, cast

import django.contrib.auth.admin  # noqa: F401  all four: registered first, so that only_seen() comes after them
from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin
from allauth.mfa.models import Authenticator
from allauth.usersessions.admin import UserSessionAdmin
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.accounts.staff_sessions import end_all
from caarisma.accounts.stepping_up import step_up
from caarisma.common.admin import ReadOnly

RIGHTS = ("is_staff", "is_superuser", "groups")


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["email", "is_active", "is_staff", "is_superuser", "date_joined", "last_login"]
    list_filter = ["is_staff", "is_active", "groups"]
    search_fields = ["email"]
    ordering = ["email"]
    fields = ["email", "is_active", "is_staff", "is_superuser", "groups", "date_joined", "last_login"]
    readonly_fields = ["date_joined", "last_login"]
    filter_horizontal = ["groups"]
    actions = ["sign_out_everywhere"]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        fields = [str(name) for name in self.readonly_fields]
        return fields if _is_superuser(request) else [*fields, *RIGHTS, *(["email"] if obj else [])]

    @method_decorator(step_up)
    def changeform_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(*args, **kwargs)

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    @method_decorator(step_up)
    def sign_out_everywhere(self, request: HttpRequest, accounts: QuerySet[User]) -> None:
        """For a lost phone or a stolen password. Of the staff by superusers alone, as all that changes access."""
        by, now, ended = cast(User, request.user), timezone.now(), 0
        for account in accounts.order_by("pk"):
            if not self.has_change_permission(request, account):
                messages.error(request, _("Account %d is one of the staff: a superuser signs it out.") % account.pk)
                continue
            with transaction.atomic():
                sessions = end_all(account)
                write_audit(
                    actor=by, verb="sessions.end", about=f"accounts.user {account.pk}", now=now, sessions=sessions
                )
            ended += sessions
        messages.success(request, ngettext("%d session ended.", "%d sessions ended.", ended) % ended)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)  # everybody else signs up

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        of_staff = obj is not None and (obj.is_staff or obj.is_superuser)
        return super().has_change_permission(request, obj) and (not of_staff or _is_superuser(request))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False  # what a person did stays explained; untick "active" instead


def _is_superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_active and getattr(request.user, "is_superuser", False))


class OnlySeen(ReadOnly):
    """Whose address, second factor or session it is shows here, and only its owner changes it: whoever could type an
    address or take a factor away could take over an account."""


# In place of what the packages registered.
admin.site.unregister([EmailAddress, Authenticator, UserSession])


@admin.register(EmailAddress)
class EmailAddressSeen(OnlySeen, EmailAddressAdmin):
    actions = ()


@admin.register(Authenticator)
class AuthenticatorSeen(OnlySeen, AuthenticatorAdmin):
    fields = ("user", "type", "created_at", "last_used_at")  # never the secret


@admin.register(UserSession)
class UserSessionSeen(OnlySeen, UserSessionAdmin):
    fields = ("user", "created_at", "last_seen_at")  # never the key: it is as good as a password
    search_fields = ("user__email", "ip")  # the package asks for a user name, which nobody has here
