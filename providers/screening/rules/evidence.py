"""What a pass has to rest on, by the kind of check. Pure; the database holds the same (models/screening.py, and a
trigger for what it takes two tables to see).

- a document of the case: what only a paper shows. Its hash stays when its pages are deleted;
- a reading of the exclusion list that somebody signed off;
- an answer of the registry that is on record;
- for the rest a reference that a person typed: what a colleague finds the same record by.

Two people may let somebody through without (an exception); patients read that it is one.
"""

import re
from typing import Final

from providers.screening.enums import CheckKind

BY_DOCUMENT: Final = frozenset({CheckKind.IDENTITY, CheckKind.INSURANCE})
BY_LIST: Final = frozenset({CheckKind.EXCLUSION})
BY_ANSWER: Final = frozenset({CheckKind.NPI})
BY_REFERENCE: Final = frozenset(CheckKind) - BY_DOCUMENT - BY_LIST - BY_ANSWER

# A letter or a digit, and none of the words that the bench once filled its forms with: they say what is looked at, not
# what was found. PostgreSQL reads the same pattern.
SAYS_NOTHING: Final = (
    r"^(\W|_)*(state board|signed agreement and state board|nppes registry|oig leie|sam\.gov(, exclusions)?|"
    r"certificate from the insurer|photo id|call to the clinic's public number|labels and purchase records|"
    r"n\W{0,3}a|not (applicable|available)|none|nil|unknown|same|see above|yes|ok|x)?(\W|_)*$"
)


def is_reference(text: str, *, source: str) -> bool:
    """Whether somebody else finds the record again by it: something was typed, and not just where one looked."""
    said = text.strip()
    return re.match(SAYS_NOTHING, said, re.IGNORECASE) is None and said.casefold() != source.strip().casefold()
