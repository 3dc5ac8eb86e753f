"""Staff sign in with a second factor. allauth has none that is required, so this is it."""

from collections.abc import Callable
from urllib.parse import urlencode

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
        if not staff or request.path.startswith(self.OPEN):
            return self.get_response(request)
        if not is_mfa_enabled(user):
            return redirect("mfa_activate_totp")
        methods = request.session.get("account_authentication_methods", [])
        if not any(record.get("method") == "mfa" for record in methods):
            # account_reauthenticate would loop: a password adds no mfa record
            return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)
