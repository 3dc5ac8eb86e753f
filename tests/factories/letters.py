"""Letters to the desk, for tests."""

from datetime import datetime
from uuid import uuid4

from caarisma.accounts.models import User
from providers.letters.enums import LetterKind
from providers.letters.models import DeskLetter
from providers.letters.services.writing import write_letter


def make_letter(by: User, *, now: datetime, kind: LetterKind = LetterKind.QUESTION, **fields: object) -> DeskLetter:
    usual = {"words": "Their planted words.", "form_key": uuid4()}
    return write_letter(kind=kind, by=by, now=now, **{**usual, **fields})
