"""What of laws has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import HOUR, Chore
from providers.laws.ending import tell_of_ending_rules

CHORES: Final = (Chore(name="tell of rules that end", every=HOUR, run=lambda look: tell_of_ending_rules(now=look.now)),)
