"""Addresses of many rows by one view, as a list has them: the pattern is looked up once, not once a row."""

from functools import cache

from django.urls import get_urlconf, reverse
from django.utils.translation import get_language


def row_address(view: str, *parts: str | int) -> str:
    """As `reverse(view, args=parts)`, for parts of letters, digits, hyphens and underscores: they are not checked."""
    return _form(view, len(parts), get_language(), get_urlconf()) % parts


@cache
def _form(view: str, parts: int, _language: str | None, _urlconf: str | None) -> str:
    """ "/es/providers/%s/%s/". Digits stand for what is filled in, since they fit a number and a slug alike."""
    marks = [str(place) * 9 for place in range(1, parts + 1)]
    form = reverse(view, args=marks).replace("%", "%%")
    for mark in marks:
        form = form.replace(mark, "%s")
    return form
