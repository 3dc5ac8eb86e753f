"""What a pass has to rest on, by the kind of check. Pure; the database holds the same (models/screening.py, and a
trigger for what it takes two tables to see).

- identity, insurance: a page of a document of the case. Its hash stays when its pages are deleted;
- exclusion: a reading of the list that somebody signed off, and that was compared with this person's names;
- NPI: an answer of the registry that is on record and fits;
- SAM, license, board: the source's page or file, saved by the person who looked; the last two with the record's number;
- place: the numbers that were called, one for each that patients will read, and when;
- products: product, maker and source, as the provider named them;
- scope, supervisor: a reference that a person typed: what a colleague finds the same record by.

What the list and the registry say is answered by the machine, and nobody types over it.
Two people may let somebody through without (an exception); patients read that it is one.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from providers.screening.enums import CheckKind

BY_DOCUMENT: Final = frozenset({CheckKind.IDENTITY, CheckKind.INSURANCE})
BY_LIST: Final = frozenset({CheckKind.EXCLUSION})
BY_ANSWER: Final = frozenset({CheckKind.NPI})
BY_MACHINE: Final = BY_LIST | BY_ANSWER
BY_PAGE: Final = frozenset({CheckKind.SAM, CheckKind.LICENSE, CheckKind.BOARD})
BY_CALL: Final = frozenset({CheckKind.PLACE})
BY_PRODUCT: Final = frozenset({CheckKind.PRODUCTS})
BY_REFERENCE: Final = frozenset({CheckKind.LICENSE, CheckKind.BOARD, CheckKind.SCOPE, CheckKind.SUPERVISOR})

BLANK: Final = r"^\s*$"
_ONE_PHONE: Final = r"[+(]?[0-9][0-9() .-]{8,18}"
PHONES: Final = rf"^{_ONE_PHONE}(, ?{_ONE_PHONE})*$"  # PostgreSQL reads the same patterns

# A letter or a digit, and none of the words that the bench once filled its forms with: they say what is looked at, not
# what was found.
SAYS_NOTHING: Final = (
    r"^(\W|_)*(state board|signed agreement and state board|nppes registry|oig leie|sam\.gov(, exclusions)?|"
    r"certificate from the insurer|photo id|call to the clinic's public number|labels and purchase records|"
    r"n\W{0,3}a|not (applicable|available)|none|nil|unknown|same|see above|yes|ok|x)?(\W|_)*$"
)


def is_saved_for(report_date: date, *, saved_at: datetime) -> bool:
    """Whether a page shows what its source said on that day, wherever on earth the day begins: an older page would
    renew a pass without a look."""
    return saved_at >= datetime.combine(report_date - timedelta(days=1), time(), tzinfo=UTC)


def are_phones(text: str) -> bool:
    """One, or several with a comma between them."""
    return re.match(PHONES, text.strip()) is not None


def is_reference(text: str, *, source: str) -> bool:
    """Whether somebody else finds the record again by it: something was typed, and not just where one looked."""
    said = text.strip()
    return re.match(SAYS_NOTHING, said, re.IGNORECASE) is None and said.casefold() != source.strip().casefold()
