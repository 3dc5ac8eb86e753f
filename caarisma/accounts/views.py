"""Sign-up with the account and its mail in one transaction: an account whose mail is lost can never be confirmed."""

from typing import Any

from allauth.account.views import SignupView
from django.db import IntegrityError, transaction
from django.http import HttpResponse


class SignUp(SignupView):
    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except IntegrityError:  # somebody took the address since the form was checked: a double click, mostly
            form.account_already_exists = True
            return super().form_valid(form)
