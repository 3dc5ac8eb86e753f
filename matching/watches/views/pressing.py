"""Links that were mailed. A GET changes nothing and starts no session; the press of a button does."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from caarisma.accounts.browser import known_browser
from caarisma.common.errors import UserFacingError
from caarisma.common.http import see_other
from matching.requests.forms.small import DeviceForm
from matching.requests.holders import KEPT_ON_SHARED
from matching.requests.views.confirming import renewed
from matching.search.ownership import who_makes
from matching.watches.enums import LASTS, WatchLinkPurpose, WatchState
from matching.watches.errors import WatchGone, WatchLinkOver
from matching.watches.links import find_watch_link, stopped_by
from matching.watches.models import Watch, WatchLink
from matching.watches.services.ending import renew_watch, stop_watch
from matching.watches.services.pressing import WatchPressed, is_over, press_watch_link, send_new_link


@require_http_methods(["GET", "HEAD", "POST"])
def press(request: HttpRequest, token: str) -> HttpResponse:
    link = _link(token)
    error = ""
    if request.method == "POST":
        try:
            return _there(link, _pressed(request, token), token)
        except WatchLinkOver:
            link = _link(token)
        except UserFacingError as refused:
            error = refused.message
    over = is_over(link, browser=known_browser(request.session), now=timezone.now())
    context = {
        "link": link,
        "watch": link.watch,
        "over": over,
        "again": over and link.purpose != WatchLinkPurpose.CONFIRM and link.watch.state != WatchState.WAITING,
        "done": link.used_at is not None and not over and link.purpose == WatchLinkPurpose.RENEW,
        "ends_at": timezone.now() + LASTS,
        "form": DeviceForm(label_suffix=""),
        "error": error,
    }
    status = 410 if over else 409 if error else 200
    return render(request, "matching/watches/press.html", context, status=status)


def _pressed(request: HttpRequest, token: str) -> WatchPressed:
    shared = "shared_device" in request.POST
    browser = renewed(request)
    pressed = press_watch_link(
        token=token, browser=browser, owner=who_makes(request), shared_device=shared, now=timezone.now()
    )
    if shared:
        request.session.set_expiry(int(KEPT_ON_SHARED.total_seconds()))
    return pressed


def _there(link: WatchLink, pressed: WatchPressed, token: str) -> HttpResponse:
    if pressed.intake is not None:
        return see_other("matching:results", token=pressed.intake.token)
    if link.purpose == WatchLinkPurpose.CONFIRM:
        return see_other("watches:watch", key=pressed.watch.key)
    if link.purpose == WatchLinkPurpose.RENEW:
        return see_other("watches:press", token=token)
    assert pressed.watch.place is not None
    return see_other("providers:profile", slug=pressed.watch.place.provider.slug)


@require_POST
def press_again(request: HttpRequest, token: str) -> HttpResponse:
    """A new link to the same address, whoever asks for it: it goes there alone."""
    link = _link(token)
    send_new_link(token=token, now=timezone.now())
    return render(request, "matching/watches/sent_again.html", {"link": link})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, signed: str) -> HttpResponse:
    """The button on the page, and the one in the mail program, which has no cookie (RFC 8058). Whoever has the address
    has the mail: that is the proof. 200 each time, and nothing is told of what it was."""
    key = stopped_by(signed)
    if key is None:
        raise Http404
    if request.method != "POST":
        return render(request, "matching/watches/stop.html", {"signed": signed})
    watch = stop_watch(key=key, now=timezone.now())
    if "List-Unsubscribe" in request.POST:
        return HttpResponse("", content_type="text/plain")
    return render(request, "matching/watches/stopped.html", {"signed": signed, "watch": watch})


@require_POST
def restart(request: HttpRequest, signed: str) -> HttpResponse:
    """ "Pressed by mistake?" """
    key = stopped_by(signed)
    if key is None:
        raise Http404
    try:
        watch: Watch | None = renew_watch(key=key, now=timezone.now())
    except WatchGone:
        watch = None
    return render(request, "matching/watches/restarted.html", {"watch": watch}, status=200 if watch else 410)


def _link(token: str) -> WatchLink:
    found = find_watch_link(token)
    if found is None:
        raise Http404
    return found
