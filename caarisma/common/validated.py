"""Public pages that a browser or a search engine may keep, and show again once we say that they are the same."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

View = Callable[..., HttpResponse]


def validated(cache_control: str) -> Callable[[View], View]:
    """With an ETag, and 304 for who has it. Not for who has a session: then the page says who they are."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            if response.status_code != 200 or settings.SESSION_COOKIE_NAME in request.COOKIES:
                return response
            etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
            response.headers["ETag"], response.headers["Cache-Control"] = etag, cache_control
            patch_vary_headers(response, ["Cookie"])
            return get_conditional_response(request, etag=etag, response=response) or response

        return answer

    return decorate
