"""Where holes in the site are told of: a page for people, and /.well-known/security.txt (RFC 9116) for programs."""

from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from caarisma.common.outbox.writing import site_url

# Looked through, then put a year on. A test fails when it is less than 60 days away.
EXPIRES: Final = datetime(2027, 11, 20, tzinfo=UTC)


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/security.html", {"address": settings.SECURITY_EMAIL})


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    lines = {
        "Contact": f"mailto:{settings.SECURITY_EMAIL}",
        "Expires": EXPIRES.isoformat().replace("+00:00", "Z"),
        "Preferred-Languages": ", ".join(code for code, _name in settings.LANGUAGES),
        "Canonical": site_url(request.path),
        "Policy": site_url(reverse("pages:security")),
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
