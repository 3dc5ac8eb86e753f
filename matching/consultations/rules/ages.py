"""Whether a text says that its writer is under 18. A person of the desk looks then; nothing is stopped by it. Pure.

Told narrowly: "I am 15 miles away", "12 years of scars" and a daughter of 16 page nobody.
"""

import re
from typing import Final

from matching.consultations.rules.urgent import plain_letters

AGE: Final = r"(?:9|1[0-7])"
ENDS: Final = r"(?= \s* (?: $ | [.,;!?)] (?!\d) | (?:and|but|so|y|pero)\b ) )"
SAID: Final = re.compile(
    rf"""
      \b i \s* a?m \s+ (?:only\s+|just\s+|almost\s+)? {AGE} (?: \s* (?:years?|yrs?) [\s-]* old | \s* y/?o )? {ENDS}
    | \b i \s* a?m \s+ (?:only\s+|just\s+|almost\s+)? {AGE} \s+ years? [\s-]+ old \b
    | \b tengo \s+ (?:solo\s+|casi\s+|apenas\s+)? {AGE} \s+ anos {ENDS}
    | \b i \s* a?m \s+ (?: a\s+minor | under\s*age | under\s+18 ) \b
    | \b soy \s+ menor (?: \s+ de \s+ edad | {ENDS} )
    """,
    re.VERBOSE,
)


def says_under_18(text: str) -> bool:
    return bool(SAID.search(plain_letters(text)))
