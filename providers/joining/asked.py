"""What somebody asked on the public page, kept in their session: sign-up and the first steps begin with it."""

from dataclasses import asdict, dataclass
from typing import Final

from django.contrib.sessions.backends.base import SessionBase

from providers.directory.enums import Profession

KEY: Final = "asked_to_join"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedToJoin:
    """`profession` may be a license type that we do not list."""

    profession: str
    state: str
    zip_code: str

    @property
    def listed_type(self) -> Profession | None:
        return Profession(self.profession) if self.profession in Profession.values else None


def remember(session: SessionBase, asked: AskedToJoin) -> None:
    session[KEY] = asdict(asked)


def asked_in(session: SessionBase) -> AskedToJoin | None:
    kept = session.get(KEY)
    return AskedToJoin(**kept) if kept else None
