"""What the answers call for, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from treatments.check.forms import LATER, SOON, UNKNOWN
from treatments.check.sheet import Sheet
from treatments.guide.blocks import CALL_911, CALL_DOCTOR
from treatments.health_gate import HealthGateOutcome, Words, judge
from treatments.health_gate_file import current_gate
from treatments.models import Claim
from treatments.selectors import printable_claims

CARE_CLAIMS = (*CALL_911, *CALL_DOCTOR)
WHEN = {
    SOON: _("You want to start soon. Ask your doctor for a visit now, and take this list with you."),
    LATER: _("You have time. Take this list to your next visit with your doctor."),
    UNKNOWN: _("There is no rush. Take this list to your next visit with your doctor."),
}


@dataclass(frozen=True, slots=True)
class ResultCard:
    """One thing that was told: its sentences, and the question to take to the doctor."""

    text: str
    ask: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    level: str  # stop, note or clear
    title: str
    lead: str
    cards: Sequence[ResultCard]
    when: Any
    notes: Sequence[str]
    call_now: Sequence[str]
    call_doctor: Sequence[str]
    has_concern_note: bool  # even when its claim may not be printed now: the questions to ask stay
    is_reviewed: bool


def result_of(sheet: Sheet, *, on: date) -> Result:
    """Only for a sheet without an open question."""
    gate, language = current_gate(), get_language()
    outcome = judge(gate, codes=sheet.health.answers, concerns=sheet.concern.meant)
    claims = printable_claims([*outcome.note_claims, *CARE_CLAIMS], on=on)
    call_now, call_doctor = care_of(claims, language)
    return Result(
        level=outcome.level.name.lower(),
        title=outcome.heading.title.in_language(language),
        lead=outcome.heading.lead.in_language(language),
        cards=cards_of(outcome),
        when=WHEN[sheet.timing.answers[0]],
        notes=[_text(claims[slug], language) for slug in outcome.note_claims if slug in claims],
        call_now=call_now,
        call_doctor=call_doctor,
        has_concern_note=bool(outcome.note_claims),
        is_reviewed=gate.review is not None,
    )


def cards_of(outcome: HealthGateOutcome) -> list[ResultCard]:
    """In the reader's language, the gravest first."""
    keep_medicine, language = current_gate().keep_medicine, get_language()
    return [
        ResultCard(
            text=" ".join(
                words.in_language(language) for words in (row.card, *([keep_medicine] if row.about_medicine else []))
            ),
            ask=row.ask.in_language(language),
        )
        for row in outcome.cards
    ]


def care_of(claims: Mapping[str, Claim], language: str | None) -> tuple[list[str], list[str]]:
    """When to call 911, and when a doctor; of what may be printed now."""
    now, doctor = (
        [_text(claims[slug], language) for slug in slugs if slug in claims] for slugs in (CALL_911, CALL_DOCTOR)
    )
    return now, doctor


def _text(claim: Claim, language: str | None) -> str:
    """In Spanish once there is a Spanish text."""
    return Words(en=claim.text_en, es=claim.text_es or claim.text_en).in_language(language)
