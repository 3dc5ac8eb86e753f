"""Pages for what goes wrong.

Django's own views for these read the form once more to check its token. A form that cannot be read (its content type
names a strange encoding, say) then breaks them too, and the web server answers alone, with the address in its log.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Needs neither the request nor the database: either may be what broke."""
    return HttpResponse(render_to_string("500.html"), status=500)
