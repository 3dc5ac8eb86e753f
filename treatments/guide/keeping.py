"""Pages of the guide that were drawn, for readers of whom they say nothing: made once until the catalog changes."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Final

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.cache import get_conditional_response

from caarisma.common.kept import kept_a_minute
from caarisma.common.prepared import Prepared
from treatments.kept import TABLES, mark_statement
from treatments.signing.models import Reviewer, Signature, SourceOpening

TOKEN: Final = "the-token-of-whoever-reads-it"  # noqa: S105  stands in a kept page where each reader has another
SIGNING: Final = (Reviewer, Signature, SourceOpening)  # who signed, and what a person has opened, stands on pages
MARK: Final = Prepared("guide_mark", (), lambda: mark_statement((*TABLES, *SIGNING)))
Draw = Callable[[Mapping[str, object]], str]  # the page, with this added to its context


def answer(request: HttpRequest, draw: Draw) -> HttpResponse:
    """The page. Who has it may show it again once we say that it is the same: anybody between us and the reader, or
    their own browser alone where it carries a secret of theirs. We are asked each time: a held claim goes at once."""
    request.META["QUERY_STRING"] = ""  # no page of the guide reads it, and each one would be drawn anew
    if request.user.is_authenticated or len(get_messages(request)):
        return HttpResponse(draw({}))
    key = f"guide:{_short(request.build_absolute_uri(), str(timezone.localdate()), _mark())}"
    text = kept_a_minute(key, lambda: draw({"csrf_token": TOKEN}))
    shown, secret = text, ""
    if TOKEN in text:  # what a browser keeps is good for as long as its own secret is
        shown, secret = text.replace(TOKEN, get_token(request)), request.META["CSRF_COOKIE"]
    etag = f'"{_short(secret, text)}"'
    kept_by = "private" if secret else "public"
    response = HttpResponse(shown, headers={"Cache-Control": f"{kept_by}, no-cache", "ETag": etag})
    return get_conditional_response(request, etag=etag, response=response) or response


def _mark() -> str:
    """As `catalog_mark`, of what pages of the guide show besides. One query."""
    [[mark]] = MARK.fetch()
    return str(mark)


def _short(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:32]
