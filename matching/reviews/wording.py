"""The questions and answers as people read them."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matching.reviews.enums import Answer, Rule
from matching.reviews.models import Review

ASKED: Final = {
    "listened": _("Did they listen to you?"),
    "careful": _("Was it clean, and were they careful?"),
    "price_kept": _("Was the price as you were told?"),
    "again": _("Would you go again?"),
}
# Beside the answers of somebody else.
TOLD: Final = {
    "listened": _("They listened"),
    "careful": _("Clean and careful"),
    "price_kept": _("Price as told"),
    "again": _("Would go again"),
}
# To the author: what to change, or why it is gone.
BROKEN: Final[Mapping[str, Promise]] = {
    Rule.OWN_VISIT: _("We could not see that this was your own visit. Tell our staff more, in the last box."),
    Rule.NO_NAMES: _("It has a full name, or a way to reach somebody. Please leave that out."),
    Rule.NO_OTHERS_HEALTH: _("It tells of the health of somebody else. Please leave that out."),
    Rule.NO_THREATS: _("It has a threat or an insult. Please say it in another way."),
    Rule.ABOUT_VISIT: _("It is not about the visit or the clinic."),
    Rule.NOT_SOLD: _("It looks copied or paid for. Tell our staff more, in the last box."),
    Rule.NO_CLAIMS: _("It says as a fact what the law or a product is. Please say what you saw yourself."),
}


def answers_of(review: Review, labels: Mapping[str, Promise]) -> list[tuple[str, str]]:
    """(question, answer) in words; empty for one that was taken back."""
    return [
        (str(label), str(Answer(value).label))
        for name, label in labels.items()
        if (value := getattr(review, name)) is not None
    ]
