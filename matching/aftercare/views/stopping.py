"""No more mails: a button for people, one POST for mail programs (RFC 8058). The same for every token, known or not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from caarisma.common.http import may_run_twice
from matching.aftercare.services.consenting import stop_by_mail


@may_run_twice
@csrf_exempt  # a mail program has no cookie of ours; all that a forged one can do is what the link does
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        stop_by_mail(token=token, now=timezone.now())
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse(content_type="text/plain")
        return render(request, "matching/aftercare/stopped.html")
    return render(request, "matching/aftercare/stop.html")
