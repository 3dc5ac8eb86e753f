"""How allauth stores what it knows about people here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.urls import reverse

from caarisma.accounts.models import UserManager
from caarisma.common.fields import field_cipher

JOINING = "joining_as_provider"  # in the session, from the providers' welcome page to the first sign-in


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request: Any) -> str:
        """Providers, and who came to become one, land on the providers' pages; everybody else where settings say."""
        if request.session.pop(JOINING, False) or hasattr(request.user, "provider"):
            return reverse("provider:home")
        return str(super().get_login_redirect_url(request))

    def populate_username(self, request: Any, user: Any) -> None:
        """There is no username."""

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        user = super().save_user(request, user, form, commit=False)
        user.email = UserManager.normalize_email(user.email)
        if commit:
            user.save()
        return user


class MFAAdapter(DefaultMFAAdapter):
    """allauth keeps authenticator secrets in clear unless told otherwise."""

    def encrypt(self, text: str) -> str:
        return field_cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return field_cipher().decrypt(encrypted_text.encode()).decode()
