"""Staff sign in with a second factor. allauth has none that is required, so this is it."""

from collections.abc import Callable
from time import time
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class StaffNeedSecondFactor:
    """Enrolled and used in this session, or staff get no further than the pages that mend it."""

    OPEN = ("/accounts/", "/static/", "/health/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        staff = settings.STAFF_NEED_SECOND_FACTOR and user.is_authenticated and user.is_staff
        if staff and request.path == reverse("mfa_activate_totp") and not is_mfa_enabled(user):
            return self._enrolling(request)
        if not staff or request.path.startswith(self.OPEN):
            return self.get_response(request)
        if not is_mfa_enabled(user):
            return redirect("mfa_activate_totp")
        methods = request.session.get("account_authentication_methods", [])
        if not any(record.get("method") == "mfa" for record in methods):
            # account_reauthenticate would loop: a password adds no mfa record
            return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)

    def _enrolling(self, request: HttpRequest) -> HttpResponse:
        """The password of a sign-in a moment ago will do, and so does the code that was right: neither is asked for
        twice."""
        for record in get_authentication_records(request, request.user):
            if record.get("method") == "password" and time() - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
                record["reauthenticated"] = True  # of this request alone, unless something else saves the session
        response = self.get_response(request)
        if is_mfa_enabled(request.user):
            record_authentication(request, request.user, method="mfa", type="totp")
        return response
