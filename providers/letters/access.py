"""Who of the staff reads letters."""

from typing import Final

ANSWERS: Final = "letters.answer_deskletter"
