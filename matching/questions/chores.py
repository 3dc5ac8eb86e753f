"""What of questions has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import HOUR, Chore
from matching.questions.services.erasing import forget_questions

CHORES: Final = (Chore(name="forget questions", every=HOUR, run=lambda look: forget_questions(now=look.now)),)
