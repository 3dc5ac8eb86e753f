"""Where the answers are while a person goes through the check: in their own browser, locked, for two hours at most.

The server keeps none of it. A cookie lets each step be a page of its own address, so that Back, reload and a restored
tab work; answers that travel in the POST alone ended there in the browser's "Confirm Form Resubmission".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict

from caarisma.common.fields import field_cipher
from treatments.check.forms import QUESTIONS, HealthQuestion
from treatments.check.health import SEEN

COOKIE = "answers"
LONGEST = timedelta(hours=2)
MOST, LONGEST_VALUE = 40, 40  # no question has more choices, or longer ones; a cookie holds 4 KB
NO_ANSWER = "?"  # stands for a forged value that would not fit, and is refused like it


@dataclass(frozen=True, slots=True)
class Kept:
    """`answers` by field, right or wrong. `tried`: the question whose answer was sent and is wrong, to be told so."""

    answers: Mapping[str, list[str]] = field(default_factory=dict)
    tried: str = ""

    def data(self) -> QueryDict:
        data = QueryDict(mutable=True)
        for name, values in self.answers.items():
            data.setlist(name, values)
        return data


def kept_by(request: HttpRequest) -> Kept:
    """Nothing for a cookie that is too old, forged or locked with a key that is gone."""
    try:
        token = request.COOKIES.get(COOKIE, "").encode()
        answers, tried = json.loads(field_cipher().decrypt(token, ttl=int(LONGEST.total_seconds())))
    except (InvalidToken, ValueError):
        return Kept()
    return Kept(answers, tried)


def with_sent(kept: Kept, sent: QueryDict) -> Kept:
    """With what a page sent. `asked` names its question: no tick is an answer too, though a form then sends nothing."""
    names = [form.name for slug, form in QUESTIONS.items() if form.name in sent or sent.get("asked") == slug]
    if HealthQuestion.name in names:
        names.append(SEEN)
    return Kept({**kept.answers, **{name: _fitting(sent.getlist(name)) for name in names}})


def keep(response: HttpResponse, kept: Kept) -> HttpResponse:
    token = field_cipher().encrypt(json.dumps([kept.answers, kept.tried]).encode()).decode()
    response.set_cookie(
        COOKIE,
        token,
        max_age=LONGEST,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def _fitting(values: list[str]) -> list[str]:
    return [value if len(value) <= LONGEST_VALUE else NO_ANSWER for value in values[:MOST]]
