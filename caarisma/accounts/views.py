"""Sign-up, and the page where a form waits that was sent before its sender had signed in."""

from typing import Any

from allauth.account.views import SignupView
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.typed_before import typed_before
from caarisma.common.http import see_other


class SignUp(SignupView):
    """The account and its mail in one transaction: an account whose mail is lost can never be confirmed."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except IntegrityError:  # somebody took the address since the form was checked: a double click, mostly
            form.account_already_exists = True
            return super().form_valid(form)


@require_safe
@login_required
def go_on(request: SignedInRequest) -> HttpResponse:
    """One press sends it on its way, with a new key against forged forms."""
    typed = typed_before(request.session, user_id=request.user.pk)
    if typed is None:
        return see_other("admin:index" if request.user.is_staff else "me:home")
    return render(request, "account/go_on.html", {"typed": typed})
