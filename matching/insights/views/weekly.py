"""The page behind "Stop these mails". A GET changes nothing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from matching.insights.links import stopped_by
from matching.insights.services.stopping import stop_weekly as stop


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop_weekly(request: HttpRequest, signed: str) -> HttpResponse:
    """The button on the page, and the one in the mail program, which has no cookie (RFC 8058)."""
    key = stopped_by(signed)
    if key is None:
        raise Http404
    if request.method == "POST":
        stop(key=key, now=timezone.now())
        if "List-Unsubscribe" in request.POST:
            return HttpResponse("", content_type="text/plain")
    return render(request, "matching/insights/stop.html", {"signed": signed, "stopped": request.method == "POST"})
