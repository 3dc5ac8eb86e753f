"""What a provider may say to everybody: no advice for one person, no offer, no promise, and nothing that tells who
somebody is, not even who answers: that stands beside it. Pure; a person reads it all the same."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from matching.consultations.rules import clinic_words
from matching.consultations.rules.phrases import Phrase, first_meant, first_said, phrases_of
from matching.consultations.rules.urgent import plain_words
from matching.questions.rules.personal import personal_details

WORDS: Final = Path(__file__).with_name("general_words.txt")


def answer_faults(text: str, *, known: Iterable[str] = ()) -> list[str]:
    """In words to who wrote it; empty when it may be read by our staff."""
    words = plain_words(text)
    told = [found.sentence for found in personal_details(text, known=known)]
    if found := first_said(words, phrases_of(WORDS)):
        told.append(_refusal(found))
    promises = [phrase for phrase in phrases_of(clinic_words.WORDS) if phrase.kind == "promise"]
    if found := first_meant(words, promises):
        told.append(_refusal(found))
    return told


def _refusal(found: Phrase) -> str:
    return {
        "one": _("“%(word)s” is advice for one person. Say what holds for everybody, or send them to their doctor."),
        "sells": _("“%(word)s” offers something. Leave it out: your name leads to your page."),
    }.get(found.kind, _("Leave out promises, like “%(word)s”.")) % {"word": found.shown}
