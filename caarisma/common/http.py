"""Answers that Django has no name for."""

from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url


class HttpResponseSeeOther(HttpResponseRedirect):
    status_code = 303


def see_other(to: str, **kwargs: object) -> HttpResponseSeeOther:
    """After a form was taken: get that page next (303). `to` as in django.shortcuts.redirect."""
    return HttpResponseSeeOther(resolve_url(to, **kwargs))
