"""Answers that Django has no name for, and who asks."""

from typing import Final

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url

UNPROCESSABLE: Final = 422  # a form with mistakes comes back as its page


class HttpResponseSeeOther(HttpResponseRedirect):
    status_code = 303


def see_other(to: str, **kwargs: object) -> HttpResponseSeeOther:
    """After a form was taken: get that page next (303). `to` as in django.shortcuts.redirect."""
    return HttpResponseSeeOther(resolve_url(to, **kwargs))


def by_htmx(request: HttpRequest) -> bool:
    """Whether a script of ours asks for a part of the page, not a person for the whole. Middleware may ask too, also
    outside of django_htmx's own, which sets `request.htmx` only on its way in."""
    return request.headers.get("HX-Request") == "true"
