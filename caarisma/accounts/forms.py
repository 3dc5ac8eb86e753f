"""Sign-up and sign-in as allauth has them, and what it does not look at."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm as AllauthCodeForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

RENEW = "password_to_renew"  # in the session of staff who signed in with one that would be refused today


class SignupForm(AllauthSignupForm):
    """A known address answers ten times faster unless it costs a hash too (measured: 36 against 352 ms)."""

    def try_save(self, request: Any) -> Any:
        if self.account_already_exists:
            make_password(self.cleaned_data.get("password1"))
        return super().try_save(request)


class NewBrowserForm(AllauthCodeForm):
    remember_browser = forms.BooleanField(
        required=False,
        label=_("Do not ask for a code in this browser for 90 days. Leave it empty where others use it too."),
    )


class LoginForm(AllauthLoginForm):
    """The only moment at which a password can be read: somebody became staff with it, or it came from the command line.
    Passwords of a demonstration are printed at its start."""

    def login(self, request: Any, redirect_url: Any = None) -> Any:
        if self.user.is_staff and not settings.DEMO:
            try:
                validate_password(self.cleaned_data["password"], self.user)
            except ValidationError:
                request.session[RENEW] = True
        return super().login(request, redirect_url)
