"""Answers on their way to an intake, kept in the person's session on our server until they are sent.

A session can be old or garbled; then there is no draft, and the person starts anew.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest

from matching.search.enums import RADIUS_STEPS
from matching.search.models import Intake
from matching.snapshots.enums import WISH_CODES, SlotChoice

SESSION_KEY = "intake_draft"
OTHERS_KEY = "intake_other_drafts"  # of other tabs, the newest first; found only by the page that belongs to one
MOST_OTHERS = 2
SEARCH = "search"  # the field of a page that says which draft it is a page of
SENT = "sent"  # its value on pages about what was sent already
ZIP_KEY = "zip_typed"  # on the front page, known to be one
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
        if not (
            set(self.slots or ()) <= set(SlotChoice.values) and {*(self.wishes or ()), *self.musts} <= set(WISH_CODES)
        ):
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
    for key in (SESSION_KEY, OTHERS_KEY, SENT_KEY, ZIP_KEY):
        request.session.pop(key, None)


def sent_intake(request: HttpRequest, *, now: datetime) -> Intake | None:
    """The intake that this session sent last, while we keep it."""
    key = request.session.get(SENT_KEY)
    return Intake.objects.alive(on=now).filter(form_key=key).first() if key else None
