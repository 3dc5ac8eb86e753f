"""Which reading of a text counts when it is decided, and what a decision must have."""

from typing import Any, Protocol

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q


class Moderated(Protocol):
    """A text with its readings (`n`: of which version, `by`, `at`) and its moves (`n`, `at`)."""

    text_n: int
    looks: Any
    moves: Any


def look_that_counts(read: Moderated, by: AbstractBaseUser) -> Any:
    """Of this person, at these words, since the last move; None before. The newest, where they ticked twice."""
    since = read.moves.order_by("-n").values_list("at", flat=True)[0]
    return read.looks.filter(n=read.text_n, by=by, at__gte=since).order_by("-at", "-pk").first()


def in_order(broken: Any, rules: type[models.TextChoices]) -> list[str]:
    """Each rule once, in the order in which they are asked."""
    return [rule for rule in rules.values if rule in set(broken)]


def decided_whole(waits: str) -> Q:
    """Nobody has decided while it waits; afterwards somebody has, at some time."""
    return Q(state=waits, decided_at=None, decided_by=None) | (
        ~Q(state=waits) & Q(decided_at__isnull=False, decided_by__isnull=False)
    )
