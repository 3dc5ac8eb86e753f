"""The code for one's paper. Shown until the person says that it is written down; kept encrypted meanwhile."""

from typing import Final

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.base import SessionBase

from caarisma.common.fields import field_cipher
from matching.requests.services.phoning import OnPaper

KEY: Final = "requests_paper"


def remember_paper(session: SessionBase, paper: OnPaper) -> None:
    if paper.code:
        session[KEY] = {paper.request.reference: field_cipher().encrypt(paper.code.encode()).decode()}


def paper_code(session: SessionBase, reference: str) -> str:
    """ "" when there is none to show."""
    kept = session.get(KEY)
    try:
        return field_cipher().decrypt(kept[reference].encode()).decode() if kept and reference in kept else ""
    except InvalidToken:
        return ""


def forget_paper(session: SessionBase) -> None:
    session.pop(KEY, None)
