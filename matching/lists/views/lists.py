"""Finding the list behind an address: its own, which only its owner opens, or that of the copy which others may read.

To everybody else an owner's address is one that never was, so that nobody learns from the answer whether it is.
"""

from collections.abc import Callable
from functools import wraps
from typing import Final

from django.db.models import Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from caarisma.common.prepared_rows import PreparedRows
from matching.search.models import Intake
from matching.search.models.intake import IntakeQuerySet
from matching.search.ownership import is_owner

View = Callable[..., HttpResponse]
ADDRESS: Final = "the address"  # stands for the parameter


def _of_token() -> IntakeQuerySet:
    return Intake.objects.with_latest_change().filter(token=Value(ADDRESS)).order_by()


OF_TOKEN = PreparedRows("list_of_token", _of_token, {ADDRESS: "text"}, "job")


def own_list(view: View) -> View:
    """Give the view its intake, for the owner alone; 410 once the promised deletion day has come. The 404 of everybody
    else tells owners in another browser how they get in."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
        intake = next((row.made for row in OF_TOKEN.fetch(token)), None)
        if intake is None or not is_owner(request, intake):
            return render(request, "matching/lists/not_here.html", status=404)
        return _while_kept(view, request, intake, **kwargs)

    return wrapped


def shared_list(view: View) -> View:
    """Give the view the intake whose copy has this address, for reading."""

    @wraps(view)
    def wrapped(request: HttpRequest, share: str, **kwargs: object) -> HttpResponse:
        intake = get_object_or_404(Intake.objects.select_related("job"), share_token=share)
        return _while_kept(view, request, intake, **kwargs)

    return wrapped


def _while_kept(view: View, request: HttpRequest, intake: Intake, **kwargs: object) -> HttpResponse:
    if intake.expires_at <= timezone.now():
        return render(request, "matching/lists/expired.html", status=410)
    return view(request, intake, **kwargs)
