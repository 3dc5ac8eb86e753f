"""Answers on their way to an intake, kept in the person's session on our server until they are sent.

A session can be old or garbled; then there is no draft, and the person starts anew.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest

from matching.search.answers import Answers, answers_of
from matching.search.health.keeping import forget_health
from matching.search.models import Intake

SESSION_KEY = "intake_draft"
OTHERS_KEY = "intake_other_drafts"  # of other tabs, the newest first; found only by the page that belongs to one
MOST_OTHERS = 2
SEARCH = "search"  # the field of a page that says which draft it is a page of
SENT = "sent"  # its value on pages about what was sent already
ZIP_KEY = "zip_typed"  # on the front page, known to be one
SENT_KEY = "intake_sent"  # form key of the intake that was sent last in this session


@dataclass(frozen=True, kw_only=True)
class Draft(Answers):
    """The answers so far, and the key of the form that they belong to."""

    form_key: str  # one a form: sending it twice saves once

    def __post_init__(self) -> None:
        UUID(self.form_key)
        super().__post_init__()

    def changed(self, **answers: Any) -> "Draft":
        """The draft with new answers."""
        return replace(self, **answers)


def new_draft() -> Draft:
    return Draft(form_key=str(uuid4()))


def draft_of(intake: Intake) -> Draft:
    """The answers of an intake, to be changed and sent again as another one."""
    return Draft(form_key=str(uuid4()), **vars(answers_of([intake])[intake.pk]))


def load_draft(request: HttpRequest) -> Draft | None:
    """The draft that a sent page belongs to, else the newest of this session; or None. Never raises.

    Two tabs are two searches: what is chosen in one must not land in the other.
    """
    others = request.session.get(OTHERS_KEY)
    wanted = request.POST.get(SEARCH)
    if not wanted:
        return newest_draft(request)
    drafts = [newest_draft(request), *map(_read, others if isinstance(others, list) else ())]
    return next((draft for draft in drafts if draft and draft.form_key == wanted), None)


def newest_draft(request: HttpRequest) -> Draft | None:
    return _read(request.session.get(SESSION_KEY))


def _read(stored: object) -> Draft | None:
    if not isinstance(stored, dict):
        return None
    try:
        answers: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
        }
        return Draft(**answers)
    except (TypeError, ValueError, AttributeError):
        return None


def save_draft(request: HttpRequest, draft: Draft) -> None:
    """As the newest one. Another that was begun before stays for the tab that it belongs to."""
    newest = request.session.get(SESSION_KEY)
    _keep_others(request, [newest] if newest else [], but=draft.form_key)
    request.session[SESSION_KEY] = asdict(draft)


def forget_draft(request: HttpRequest, draft: Draft) -> None:
    """Sent: keep which form it was, for a second click or a step back, and none of its answers. The next person at a
    shared computer finds nothing filled in."""
    newest = request.session.pop(SESSION_KEY, None)
    _keep_others(request, [newest] if newest else [], but=draft.form_key)
    forget_health(request, draft.form_key)
    request.session[SENT_KEY] = draft.form_key


def _keep_others(request: HttpRequest, newer: list[dict[str, Any]], *, but: str) -> None:
    stored = request.session.get(OTHERS_KEY)
    found = [*newer, *(stored if isinstance(stored, list) else ())]
    kept = [each for each in found if isinstance(each, dict) and each.get("form_key") != but]
    if kept or stored:
        request.session[OTHERS_KEY] = kept[:MOST_OTHERS]


def remember_zip(request: HttpRequest, zip_code: str) -> None:
    """For the next search that this session starts; "" for none."""
    if zip_code:
        request.session[ZIP_KEY] = zip_code
    else:
        request.session.pop(ZIP_KEY, None)


def forget_answers(request: HttpRequest) -> None:
    """Keep nothing of the person's answers in this session, nor which intake they became."""
    forget_health(request)
    for key in (SESSION_KEY, OTHERS_KEY, SENT_KEY, ZIP_KEY):
        request.session.pop(key, None)


def sent_intake(request: HttpRequest, *, now: datetime) -> Intake | None:
    """The intake that this session sent last, while we keep it."""
    key = request.session.get(SENT_KEY)
    return Intake.objects.alive(on=now).filter(form_key=key).first() if key else None
