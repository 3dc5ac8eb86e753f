"""The list that a reader came from, for pages below matching that must not know of it."""

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils import timezone

from matching.search.list_seen import SeenMatch, asked_of

register = template.Library()


@register.simple_tag(takes_context=True)
def asked_here(context: Context, provider_id: int) -> SeenMatch | None:
    """The provider's match on that list, if there is one. One query at most: two blocks of a page share the answer."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return None
    if not hasattr(request, "asked_here"):
        request.asked_here = asked_of(request, provider_id=provider_id, now=timezone.now())  # type: ignore[attr-defined]
    found: SeenMatch | None = request.asked_here  # type: ignore[attr-defined]
    return found
