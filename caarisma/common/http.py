"""Answers that Django has no name for, what an address or a button names, and who asks."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.shortcuts import resolve_url

View = TypeVar("View", bound=Callable[..., Any])

UNPROCESSABLE: Final = 422  # a form with mistakes comes back as its page


class HttpResponseSeeOther(HttpResponseRedirect):
    status_code = 303


def see_other(to: str, **kwargs: object) -> HttpResponseSeeOther:
    """After a form was taken: get that page next (303). `to` as in django.shortcuts.redirect."""
    return HttpResponseSeeOther(resolve_url(to, **kwargs))


def number_of(text: str) -> int | None:
    """The id of a row, as our links and buttons send it; None for anything else, and for more than a row can have."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def by_htmx(request: HttpRequest) -> bool:
    """Whether a script of ours asks for a part of the page, not a person for the whole. Middleware may ask too, also
    outside of django_htmx's own, which sets `request.htmx` only on its way in."""
    return request.headers.get("HX-Request") == "true"


def sent_form(request: HttpRequest, *, with_file: bool = False) -> QueryDict | None:
    """The fields of a form that came whole, and without a file unless `with_file`. None for all else, also for what
    cannot be read: for use where something went wrong, and that may be why.
    """
    if request.method != "POST" or (had_file(request) and not with_file):
        return None
    try:
        return request.POST
    except Exception:  # each kind of body has errors of its own
        return None


def had_file(request: HttpRequest) -> bool:
    """Whether a file came with what was sent, as far as that can be read."""
    try:
        return bool(request.FILES)
    except Exception:  # as above
        return False


def from_its_beginning(request: HttpRequest) -> bool:
    """Make the files of a form ready to be read once more. Whether the form can be."""
    try:
        for _name, files in request.FILES.lists():
            for file in files:
                file.seek(0)
    except Exception:  # as above
        return False
    return True


def same_for_all(view: View) -> View:
    """Answers everybody alike, so who asks is never looked up: no session, cookie, account or language of the reader
    (middleware.SameForAll). For what other sites and programs fetch.
    """
    view.same_for_all = True  # type: ignore[attr-defined]
    return view


def answers_each_method(view: View) -> View:
    """Of those that are the same for all: refuses a method in its own words, for programs that read no page. So no
    secret of a form is asked for first."""
    view.answers_each_method = True  # type: ignore[attr-defined]
    return same_for_all(view)


def may_run_twice(view: View) -> View:
    """What is sent here changes nothing more when it comes a second time: it sets what was typed, or goes by a key. So
    a form that a restart of the database cut off is sent once more by us, and not by the person.
    """
    view.may_run_twice = True  # type: ignore[attr-defined]
    return view
