"""Who may open each address, written beside it: `ACCESS` in each `urls.py`, and `ADMIN` for the tables of the admin.

tests/architecture/access asks every address as every role and fails on an answer that is not written here, and on an
address without a row. A row says the status for each kind of person; the first that is true of them counts. Whoever
has a permission is named by it ("screening.view_screeningcase").
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Who:
    OWNER = "owner"  # of what the address names
    UNPROVEN = "unproven"  # has a provider's profile, and nobody has looked yet whether it is theirs
    DRAFTING = "drafting"  # has one that was never sent to us
    PROVIDER = "provider"  # has a provider's profile
    # In the team of a provider, without a profile of their own (providers/teams).
    TEAM_OWNER = "team owner"
    MANAGER = "manager"
    FRONT_DESK = "front desk"
    STAFF = "staff"
    SIGNED_IN = "signed in"
    ANYONE = "anyone"


Answers = Mapping[str, int]


class Access(NamedTuple):
    get: Answers
    post: Answers  # of a POST that says nothing


def access(*, get: int | Answers, post: int | Answers = 405) -> Access:
    """A bare status is everybody's."""
    return Access(_answers(get), _answers(post))


def _answers(given: int | Answers) -> Answers:
    return {Who.ANYONE: given} if isinstance(given, int) else given


PUBLIC = access(get=200)  # a page for everybody, without a form


class AdminTable(NamedTuple):
    """What the admin lets do those who have the permission for it. Nobody else of the staff; strangers sign in."""

    add: bool = False
    change: bool = False
    delete: bool = False
    decide: Answers = MappingProxyType({})  # what else is posted to a row's page, and by whom


SEEN_ONLY = AdminTable()
