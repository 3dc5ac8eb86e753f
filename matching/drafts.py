"""Answers on their way to an intake, kept in the person's session on our server until they are sent.

A session can be old or garbled; then there is no draft, and the person starts anew.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest

from matching.enums import RADIUS_STEPS, WISH_CODES, Slot
from matching.models import Intake

SESSION_KEY = "intake_draft"
SENT_KEY = "intake_sent"  # form key of the intake that was sent last in this session


@dataclass(frozen=True, kw_only=True)
class Draft:
    """None means "not asked yet"; an empty tuple is an answer ("not sure", "any time", "no wish")."""

    form_key: str
    areas: tuple[str, ...] | None = None
    concerns: tuple[str, ...] | None = None
    zip_code: str | None = None
    radius_miles: int | None = None
    price_answered: bool = False
    max_price: int | None = None
    slots: tuple[str, ...] | None = None
    slots_required: bool = False
    wishes: tuple[str, ...] | None = None
    musts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError for what no form writes: an older release did, or the session is garbled."""
        UUID(self.form_key)
        lists = [
            self.musts,
            *(given for given in (self.areas, self.concerns, self.slots, self.wishes) if given is not None),
        ]
        right = (
            all(isinstance(given, tuple) and all(isinstance(word, str) for word in given) for given in lists),
            all(isinstance(tick, bool) for tick in (self.price_answered, self.slots_required)),
            self.zip_code is None or isinstance(self.zip_code, str),
            self.max_price is None or type(self.max_price) is int,
            self.radius_miles in (None, *RADIUS_STEPS),
        )
        if not all(right):
            raise ValueError("no form writes this")
        if not (set(self.slots or ()) <= set(Slot.values) and {*(self.wishes or ()), *self.musts} <= set(WISH_CODES)):
            raise ValueError("unknown times or wishes")

    def changed(self, **answers: Any) -> "Draft":
        """The draft with new answers."""
        return replace(self, **answers)


def new_draft() -> Draft:
    return Draft(form_key=str(uuid4()))


def draft_of(intake: Intake) -> Draft:
    """The answers of an intake, to be changed and sent again as another one."""
    return Draft(
        form_key=str(uuid4()),
        areas=tuple(intake.areas.values_list("slug", flat=True)),
        concerns=tuple(intake.concerns.values_list("slug", flat=True)),
        zip_code=intake.zip_code,
        radius_miles=intake.radius_miles,
        price_answered=True,
        max_price=intake.max_price,
        slots=tuple(intake.slots),
        slots_required=intake.slots_required,
        wishes=tuple(intake.wishes),
        musts=tuple(intake.musts),
    )


def load_draft(request: HttpRequest) -> Draft | None:
    """The draft in this session, or None. Never raises."""
    stored = request.session.get(SESSION_KEY)
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
    request.session[SESSION_KEY] = asdict(draft)


def forget_draft(request: HttpRequest) -> None:
    """Sent: keep which form it was, for a second click or a step back, and none of its answers. The next person at a
    shared computer finds nothing filled in."""
    draft = request.session.pop(SESSION_KEY, None)
    if draft:
        request.session[SENT_KEY] = draft["form_key"]


def forget_answers(request: HttpRequest) -> None:
    """Keep nothing of the person's answers in this session, nor which intake they became."""
    for key in (SESSION_KEY, SENT_KEY):
        request.session.pop(key, None)


def sent_intake(request: HttpRequest, *, now: datetime) -> Intake | None:
    """The intake that this session sent last, while we keep it."""
    key = request.session.get(SENT_KEY)
    return Intake.objects.alive(on=now).filter(form_key=key).first() if key else None
