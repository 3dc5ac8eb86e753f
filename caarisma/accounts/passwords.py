"""Which passwords are refused (docs/adr/0027): what guessing programs try first, and what this site suggests.

Length is what counts, and no kind of character is asked for. The words come with the package `zxcvbn_rs_py` (leaked
passwords, names, English, keyboard walks, dates, repetitions) and with most_used.py, so nothing is asked of another
machine.
"""

import re
from typing import Any, Final

from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn_rs_py import zxcvbn

from caarisma.accounts.models import User
from caarisma.accounts.most_used import is_most_used
from caarisma.common.typed.plain import bare

OURS: Final = ("caarisma", "mesotherapy", "mesoterapia", "password", "contrasena")
SPANISH: Final = ("administrador", "bienvenida", "bienvenido")  # as "admin" and "welcome", which zxcvbn knows
STAFF_LETTERS: Final = 15
READ: Final = 100  # as many letters as are looked at: longer ones are not guessed, and cost time
SAFE, SAFE_BESIDE_OUR_WORDS = 4, 3  # of 4: more than 10,000 million guesses, and more than 100 million
UNSAID: Final = str.maketrans("013457@$!", "oieastasi")  # how people hide a word in plain sight


class NotEasyToGuess(CommonPasswordValidator):
    """Nor one that is used most, here or in Django's list: many are words of other languages or of other keyboards."""

    def validate(self, password: str, user: User | None = None) -> None:
        words = [*OURS, *SPANISH, *_words_of(user)]
        is_known = is_most_used(password) or password.lower().strip() in self.passwords
        plainly = bare(password)  # "contraseña" is our word too, and full-width letters hide none
        if is_known or min(_score(password, words), _score(plainly, words)) < SAFE:
            raise ValidationError(
                _("This password is easy to guess. Use four or five words that do not belong together")
            )
        rest = _without(words, plainly)
        if rest != plainly and _score(rest, words) < SAFE_BESIDE_OUR_WORDS:
            raise ValidationError(_("Little is left of this password without our name and yours. Use other words"))

    def get_help_text(self) -> str:
        return _("Four or five words that do not go together make a good password.")


class LongForStaff(MinimumLengthValidator):
    """Whoever may see what others told us."""

    def __init__(self) -> None:
        super().__init__(min_length=STAFF_LETTERS)

    def validate(self, password: str, user: User | None = None) -> None:
        if user is not None and (user.is_staff or user.is_superuser):
            super().validate(password, user)

    def get_help_text(self) -> str:
        return _("Staff need at least %d characters.") % STAFF_LETTERS


def _score(password: str, words: list[str]) -> int:
    return int(zxcvbn(password[:READ], words).score)


def _words_of(user: Any) -> list[str]:
    """Of their address: "ana.lopez@clinic.example" gives ana, lopez, clinic, example."""
    email = getattr(user, "email", "") or ""
    return [word for word in re.split(r"[^a-z]+", bare(email)) if len(word) > 2]


def _without(words: list[str], password: str) -> str:
    plain = password.translate(UNSAID)
    for word in sorted(words, key=len, reverse=True):
        while (start := plain.find(word)) >= 0:
            password = password[:start] + password[start + len(word) :]
            plain = plain[:start] + plain[start + len(word) :]
    return password
