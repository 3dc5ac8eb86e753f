"""The Content-Security-Policy of django-csp, written once: it is the same on every page."""

from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponseBase


class OnePolicy(CSPMiddleware):
    """No page of ours asks for a nonce or for another policy (`csp_nonce`, `csp_update`, `csp_replace`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._policy = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not getattr(response, "_csp_exempt", False):
            response.headers.setdefault(HEADER, self._policy)
        return response
