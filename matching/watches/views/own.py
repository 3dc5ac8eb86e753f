"""A person's own alert: how it stands, stop, 90 days more, the mail once more."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from caarisma.common.http import see_other
from matching.watches.errors import WatchGone
from matching.watches.selectors import WatchLine, watch_lines
from matching.watches.services.asking import send_confirm_again
from matching.watches.services.ending import renew_watch, stop_watch
from matching.watches.whose_watches import own_watches


@require_safe
def watch(request: HttpRequest, key: UUID) -> HttpResponse:
    return render(request, "matching/watches/watch.html", {"line": _own(request, key)})


@require_POST
def stop_own(request: HttpRequest, key: UUID) -> HttpResponse:
    now = timezone.now()
    try:
        left = stop_watch(key=key, among=own_watches(request, now=now), now=now)
    except WatchGone:
        raise Http404 from None
    if left is None:
        messages.success(request, _("It is deleted. We do not write to you about it."))
        return see_other("me:home")
    return see_other("watches:watch", key=key)


@require_POST
def renew_own(request: HttpRequest, key: UUID) -> HttpResponse:
    now = timezone.now()
    try:
        renew_watch(key=key, among=own_watches(request, now=now), now=now)
    except WatchGone:
        raise Http404 from None
    return see_other("watches:watch", key=key)


@require_POST
def confirm_again(request: HttpRequest, key: UUID) -> HttpResponse:
    send_confirm_again(watch=_own(request, key).watch, now=timezone.now())
    messages.success(request, _("We sent it once more."))
    return see_other("watches:watch", key=key)


def _own(request: HttpRequest, key: UUID) -> WatchLine:
    lines = watch_lines(own_watches(request, now=timezone.now()).filter(key=key))
    if not lines:
        raise Http404
    return lines[0]
