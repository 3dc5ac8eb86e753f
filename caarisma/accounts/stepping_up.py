"""Before what cannot be taken back lightly, staff prove once more who they are: at most once in 15 minutes.

A session that somebody finds open, or steals, decides nothing and takes nothing out by itself.
"""

from collections.abc import Callable
from functools import wraps
from time import time
from typing import Any, Final, TypeVar, cast
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from caarisma.accounts.typed_before import forget_typed, keep_typed
from caarisma.common.http import HttpResponseSeeOther, by_htmx

STEP_UP_SECONDS: Final = 15 * 60
View = TypeVar("View", bound=Callable[..., Any])


def step_up(view: View) -> View:
    """For a view that decides, and shows its form as well: reading asks for nothing."""
    return _asking(view, reading=False)


def step_up_to_read(view: View) -> View:
    """For a view that hands something out."""
    return _asking(view, reading=True)


def proved_lately(request: HttpRequest) -> bool:
    """By the second factor, for whoever has one. Signing in counts: it was asked for there."""
    records = get_authentication_records(request, request.user)
    lately = {record["method"] for record in records if time() - record["at"] < STEP_UP_SECONDS}
    return "mfa" in lately or (bool(lately) and not is_mfa_enabled(request.user))


def _asking(view: View, *, reading: bool) -> View:
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" and not reading:
            return cast(HttpResponseBase, view(request, *args, **kwargs))
        if proved_lately(request):
            forget_typed(request.session)
            return cast(HttpResponseBase, view(request, *args, **kwargs))
        return _ask(request)

    asked.asks_to_step_up = True  # type: ignore[attr-defined]
    return cast(View, asked)


def _ask(request: HttpRequest) -> HttpResponseBase:
    kept = keep_typed(request, user_id=cast(int, request.user.pk))
    then = reverse("account_go_on") if kept else request.get_full_path()
    with_factor = is_mfa_enabled(request.user)
    what = _("Please give your second factor once more.") if with_factor else _("Please give your password once more.")
    is_kept = _("What you typed is kept.")
    messages.info(request, f"{what} {is_kept}" if kept else what)
    asks = reverse("mfa_reauthenticate" if with_factor else "account_reauthenticate")
    address = f"{asks}?{urlencode({'next': then})}"
    return HttpResponseClientRedirect(address) if by_htmx(request) else HttpResponseSeeOther(address)
