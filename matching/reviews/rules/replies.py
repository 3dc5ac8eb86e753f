"""What a clinic may say in public. It may not confirm that somebody was a patient, not even by thanking for the visit:
who reads "we are sorry about your session" knows that there was one. Pure; a person reads it all the same.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.consultations.errors import TextRefused
from matching.consultations.rules.phrases import first_said, phrases_from, phrases_of
from matching.consultations.rules.texts import clean_text
from matching.consultations.rules.urgent import plain_words

WORDS: Final = Path(__file__).with_name("reply_words.txt")
MOST: Final = 500
# Written so that they say nothing of anybody. Sent as they are, they pass the check; a test holds that.
NEUTRAL: Final[tuple[str | Promise, ...]] = (
    gettext_lazy("Thank you for writing. We read every review and talk about it in our team."),
    gettext_lazy("We are sorry to read this. Please call us, so that we can listen in private."),
    gettext_lazy("The law does not let us answer in public. Please call us. We would like to talk."),
)
SENTENCE_ENDS: Final = frozenset(".!?:\n")
ALWAYS: Final = frozenset({"i", "caarisma", "hipaa", "english", "spanish", "español", "ok"})


def clean_reply(typed: str, *, ours: Iterable[str], theirs: Iterable[str] = ()) -> str:
    """Fit to be read by our staff. TextRefused says which word has to go.

    `ours`: names that the clinic may say, its own. `theirs`: further words that it may not, like a first name that we
    know of, or the treatments of the catalog.
    """
    text = clean_text(typed, most=MOST)
    own = [each for each in ours if each]
    words = plain_words(_without(text, own))
    if found := first_said(words, (*phrases_of(WORDS), *phrases_from("health", theirs))):
        raise TextRefused(_refusal(found.kind) % {"word": found.shown})
    if digits := re.search(r"\d[\d/.,:-]*", text):
        raise TextRefused(_("Leave out dates, amounts and numbers, like “%(word)s”.") % {"word": digits[0]})
    if name := _name_in(text, {word for each in own for word in plain_words(each)}):
        raise TextRefused(_("Leave out names, like “%(word)s”.") % {"word": name})
    return text


def _refusal(kind: str) -> str:
    return {
        "came": _("“%(word)s” tells readers that somebody was your patient. Leave it out."),
        "records": _("“%(word)s” tells readers what is in your records. Leave it out."),
        "date": _("Leave out dates, amounts and numbers, like “%(word)s”."),
        "offer": _("Leave out offers, like “%(word)s”. Nothing may be given for a review."),
    }.get(kind, _("Leave out words about health and treatments, like “%(word)s”."))


def _without(text: str, own: list[str]) -> str:
    """A clinic may have "Skin" in its name, and a town "May"."""
    longest_first = sorted(own, key=len, reverse=True)
    return re.sub("|".join(rf"\b{re.escape(each)}\b" for each in longest_first) or r"(?!)", "/", text)


def _name_in(text: str, ours: set[str]) -> str:
    """A word with a capital in the middle of a sentence that is not the clinic's own; or whom one greets by name."""
    greeted = re.search(r"\b(?:dear|hello|hi|hola|querid[oa]|estimad[oa])[ ,]+(\w+)", text, re.IGNORECASE)
    if greeted and greeted[1][:1].isupper():
        return greeted[1]
    for found in re.finditer(r"[^\W\d_][\w'’]*", text):
        before = text[: found.start()].rstrip(" \"'“”‘’(¡¿")
        begins = not before or before[-1] in SENTENCE_ENDS
        word = found[0]
        if word[0].isupper() and not begins and not ({*plain_words(word)} <= (ours | ALWAYS)):
            return word
    return ""
