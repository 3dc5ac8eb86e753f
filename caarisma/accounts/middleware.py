"""Staff sign in with a second factor, and not for longer than they work. allauth has neither, so this is it."""

from collections.abc import Callable
from time import time
from typing import Any, Final
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_logged_out
from django.db import connection
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from caarisma.accounts.forms import RENEW
from caarisma.accounts.staff_sessions import end, note_click, tell_why, was_staff, why_over
from caarisma.accounts.typed_before import keep_typed
from caarisma.common.http import HttpResponseSeeOther, by_htmx


@receiver(user_logged_out)
def note_sign_out(request: HttpRequest, user: object, **_kwargs: Any) -> None:
    request.signed_out = user is not None  # type: ignore[attr-defined]


class ClearedAfterSignOut:
    """Whoever signs out, however it comes about, leaves nothing of ours in the browser that the next one could read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "signed_out", False):
            response.headers.setdefault("Clear-Site-Data", '"cache", "storage"')
        return response


class StaffSessions:
    """Whoever was signed in for too long, or of the staff was away or signed in elsewhere, is a stranger here before
    any page is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key:  # who brings none is nobody
            user = request.user
            if user.is_authenticated:
                if why := why_over(request.session, user):
                    end(request, why)
                elif user.is_staff:
                    note_click(request.session)
            if not request.user.is_authenticated:
                tell_why(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: Any, kwargs: Any) -> HttpResponse | None:
        """What they send now waits until they are back. Here, since a forged form got no further than the check."""
        if not request.path.startswith(f"/{settings.ADMIN_PATH}/") or not (
            request.method == "POST" or by_htmx(request)
        ):
            return None
        user_id = was_staff(request.session)
        if user_id is None or request.user.is_authenticated:
            return None
        then = reverse("account_go_on") if keep_typed(request, user_id=user_id) else reverse("admin:index")
        address = f"{reverse('account_login')}?{urlencode({'next': then})}"
        return HttpResponseClientRedirect(address) if by_htmx(request) else HttpResponseSeeOther(address)


SEEN: Final = (
    f"UPDATE {UserSession._meta.db_table} SET user_id = %s, ip = %s, user_agent = %s, last_seen_at = %s "  # noqa: S608  a name
    "WHERE session_key = %s"
)
AGENT: Final = UserSession._meta.get_field("user_agent").max_length


class SessionsSeen:
    """When and from where each session was last in use, for its owner to read. allauth.usersessions does it by a
    transaction round three statements, one of which reads the user anew: a tenth of what a page costs. Here it makes
    the row, and each page after that is one statement. Its signal that the address changed has no listener."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tracked = settings.USERSESSIONS_TRACK_ACTIVITY and request.session.session_key
        if tracked and request.user.is_authenticated and not self._note(request):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)

    def _note(self, request: HttpRequest) -> bool:
        """Whether there was a row."""
        ip, agent = get_adapter().get_client_ip(request), request.META.get("HTTP_USER_AGENT", "")[:AGENT]
        with connection.cursor() as cursor:
            cursor.execute(SEEN, [request.user.pk, ip, agent, timezone.now(), request.session.session_key])
            return bool(cursor.rowcount)


class StaffNeedSecondFactor:
    """Enrolled and used in this session, or staff get no further than the pages that mend it."""

    OPEN = ("/accounts/", "/static/", "/health/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.is_staff and self._must_renew(request):
            messages.warning(request, _("Your password is too short or too easy to guess for staff. Choose a new one."))
            return redirect("account_change_password")
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

    def _must_renew(self, request: HttpRequest) -> bool:
        """Changing it signs out, and the mark goes with the session."""
        return RENEW in request.session and not request.path.startswith(self.OPEN)

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
