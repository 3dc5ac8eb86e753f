"""Finding the list behind an address, and who may do what with it: whoever has the address reads, the owner changes."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from matching.search.models import Intake
from matching.search.ownership import is_owner

View = Callable[..., HttpResponse]


def private_list(view: View) -> View:
    """Give the view its intake; 404 for an address that never was, 410 once the promised deletion day has come."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
        intake = get_object_or_404(Intake.objects.select_related("job"), token=token)
        if intake.expires_at <= timezone.now():
            return render(request, "matching/search/expired.html", status=410)
        return view(request, intake, **kwargs)

    return wrapped


def own_list(view: View) -> View:
    """Likewise, for the owner alone. Whoever else has the address is told that, and what they can do."""

    @private_list
    @wraps(view)
    def wrapped(request: HttpRequest, intake: Intake, **kwargs: object) -> HttpResponse:
        if not is_owner(request, intake):
            return render(request, "matching/search/not_yours.html", {"intake": intake}, status=403)
        return view(request, intake, **kwargs)

    return wrapped
