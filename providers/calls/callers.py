"""Who called, without an account: a browser's session, told from others by a keyed hash.

The session holds a word of chance and the table its hash, so that neither alone says who called whom.
"""

from secrets import token_urlsafe
from typing import Final

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from providers.calls.services import erase_calls

CALLER_KEY: Final = "caller"


def caller_of(request: HttpRequest) -> str:
    """The hash of this browser; "" when it told of no call yet."""
    word = request.session.get(CALLER_KEY)
    return salted_hmac("providers.calls", word, algorithm="sha256").hexdigest() if isinstance(word, str) else ""


def become_caller(request: HttpRequest) -> str:
    if not isinstance(request.session.get(CALLER_KEY), str):
        request.session[CALLER_KEY] = token_urlsafe(16)
    return caller_of(request)


def forget_caller(request: HttpRequest) -> None:
    """All that this browser told of calls, and that it did."""
    if caller := caller_of(request):
        erase_calls(caller=caller)
        del request.session[CALLER_KEY]
