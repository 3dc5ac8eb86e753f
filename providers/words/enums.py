"""Words of this room with a fixed meaning, and which state may follow which."""

from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from treatments.claims_checker import ClaimFlag


class AboutPrompt(models.TextChoices):
    """The questions that a provider answers for patients. The label stands above the answer on the page."""

    TRAINING = "training", _("Where did you learn to give these shots?")
    FIRST_VISIT = "visit", _("What happens at a first visit?")
    SAYS_NO = "no", _("When do you say no to a treatment?")


class WordsState(models.TextChoices):
    WAITING = "waiting", _("Waits for our reader")
    LIVE = "live", _("Patients can read it")
    REFUSED = "refused", _("Not shown")
    OVER = "over", _("Replaced or taken back")


WORDS_MOVES: dict[str, frozenset[str]] = {
    WordsState.WAITING: frozenset({WordsState.LIVE, WordsState.REFUSED, WordsState.OVER}),
    WordsState.LIVE: frozenset({WordsState.OVER, WordsState.REFUSED}),
}

FLAG_WORDS: Final[dict[str, Promise]] = {
    ClaimFlag.SAFE: _("says that it is safe"),
    ClaimFlag.GUARANTEED: _("promises a result"),
    ClaimFlag.CURE: _("promises a cure"),
    ClaimFlag.PAINLESS: _("says that it does not hurt"),
    ClaimFlag.APPROVED: _("says that it is approved or proven"),
    ClaimFlag.BEST: _("says that it is the best"),
    ClaimFlag.PHOTOS: _("speaks of before and after"),
    ClaimFlag.PRICE: _("speaks of a price or an offer"),
    ClaimFlag.BOARD: _("speaks of a board"),
    ClaimFlag.PHONE: _("holds a phone number"),
    ClaimFlag.PREMIUM: _("holds a number that costs extra"),
    ClaimFlag.ELSEWHERE: _("leads to another site"),
    ClaimFlag.LETTERS: _("has a word that is spelled out, or letters of another alphabet"),
}
