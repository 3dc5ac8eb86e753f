"""One block of a page: which claims it needs, and what it prints of those that may be printed now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from treatments.catalog.rows import BlockRow
from treatments.enums import BlockKind, EffectKind
from treatments.guide.book import ALARMS
from treatments.guide.facts import GuideFacts, GuideSubject
from treatments.models import Claim, Concern, EffectDuration, SessionPlan

FDA_NOTE = "fda-note"
# What every page says that speaks of having had shots, the outcome of the check included.
CALL_911 = ("call-911", "call-911-head", "call-911-skin")
CALL_DOCTOR = ("infection-when-to-call", "late-lump", "late-germ", "report-reaction")
CONCERN_LISTS = {BlockKind.CONCERNS, BlockKind.USES}

Claims = Mapping[str, Claim]  # by slug; only what may be printed


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A question or a concern with its claims. `concern` is set for a concern."""

    label_en: str
    label_es: str
    claims: tuple[Claim, ...]
    checking: bool
    concern: Concern | None = None


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """`checking`: something it says may not be printed now, so none of it is."""

    row: BlockRow
    claims: tuple[Claim, ...]
    entries: tuple[ShownEntry, ...]
    rests_on: tuple[Claim, ...]
    checking: bool

    @property
    def stands_on(self) -> tuple[Claim, ...]:
        """The claims behind what is printed."""
        shown = () if self.checking else self.rests_on
        return (*shown, *(claim for entry in self.entries if not entry.checking for claim in entry.claims))

    @property
    def is_alarm(self) -> bool:
        """What a person must understand at once."""
        return self.row.kind in ALARMS

    @property
    def has_frame(self) -> bool:
        return self.row.kind in {*ALARMS, BlockKind.CARE, BlockKind.FDA}

    @property
    def drawing_template(self) -> str:
        return f"treatments/drawings/{self.row.drawing}.html"

    @property
    def template(self) -> str:
        return f"treatments/blocks/{self.row.kind}.html"


def claims_needed(blocks: Iterable[BlockRow], facts: GuideFacts, subject: GuideSubject | None) -> set[str]:
    """Slugs of every claim that the blocks print or rest on."""
    return {
        slug for block in blocks for slug in (*_rests_on(block, facts, subject), *_in_entries(block, facts, subject))
    }


def plan_of(facts: GuideFacts, subject: GuideSubject | None) -> SessionPlan:
    """The course of the concern; of the usual one for an area, where concerns may differ."""
    return subject.concerns[0].session_plan if subject and not subject.is_area else facts.plan


def effects_of(facts: GuideFacts, subject: GuideSubject | None) -> tuple[EffectDuration, ...]:
    if subject is None:
        return facts.effects
    wanted = {concern.effect_id for concern in subject.concerns}
    return tuple(effect for effect in facts.effects if effect.pk in wanted)


def belongs(block: BlockRow, subject: GuideSubject | None) -> bool:
    """The FDA note is on every page with more than one concern, and with one that needs it. Some blocks are about one
    area or concern alone."""
    if block.only and subject and subject.row.slug not in block.only:
        return False
    return block.kind != BlockKind.FDA or subject is None or subject.needs_fda_note


def _says(block: BlockRow, facts: GuideFacts, subject: GuideSubject | None) -> tuple[str, ...]:
    """Slugs of the claims that the block prints: those of the rows it shows, then those it names."""
    of_rows = {
        BlockKind.FDA: [FDA_NOTE],
        BlockKind.CARE_NOW: CALL_911,
        BlockKind.CALL_DOCTOR: CALL_DOCTOR,
        BlockKind.COURSE: [plan_of(facts, subject).claim.slug],
        BlockKind.COST: [facts.cost.claim.slug],
        BlockKind.LASTS: [effect.claim.slug for effect in effects_of(facts, subject)],
    }
    return tuple(dict.fromkeys([*of_rows.get(BlockKind(block.kind), []), *block.claims]))


def _rests_on(block: BlockRow, facts: GuideFacts, subject: GuideSubject | None) -> tuple[str, ...]:
    """Slugs of the claims without which the whole block is not shown."""
    said = _says(block, facts, subject)
    if block.kind == BlockKind.COST:  # prices of a course are price times sessions
        return (*said, facts.plan.claim.slug)
    if block.kind == BlockKind.LASTS and any(effect.kind == EffectKind.FAT for effect in effects_of(facts, subject)):
        return (*said, FDA_NOTE)
    return said


def _in_entries(block: BlockRow, facts: GuideFacts, subject: GuideSubject | None) -> tuple[str, ...]:
    if block.kind in CONCERN_LISTS:
        return tuple(slug for concern in _concerns(facts, subject) for slug in _of_concern(concern))
    return tuple(slug for entry in block.entries for slug in entry.claims)


def _concerns(facts: GuideFacts, subject: GuideSubject | None) -> tuple[Concern, ...]:
    return subject.concerns if subject else facts.concerns


def _of_concern(concern: Concern) -> tuple[str, ...]:
    """What is said of fat or cellulite is not said without the note."""
    return (concern.claim.slug, FDA_NOTE) if concern.needs_fda_note else (concern.claim.slug,)


def shown_block(block: BlockRow, claims: Claims, facts: GuideFacts, subject: GuideSubject | None) -> ShownBlock:
    needed = _rests_on(block, facts, subject)
    return ShownBlock(
        row=block,
        claims=tuple(claims[slug] for slug in _says(block, facts, subject) if slug in claims),
        entries=_entries(block, claims, facts, subject),
        rests_on=tuple(claims[slug] for slug in needed if slug in claims),
        checking=any(slug not in claims for slug in needed),
    )


def _entries(
    block: BlockRow, claims: Claims, facts: GuideFacts, subject: GuideSubject | None
) -> tuple[ShownEntry, ...]:
    if block.kind in CONCERN_LISTS:
        return tuple(
            ShownEntry(
                concern.name_en,
                concern.name_es,
                tuple(claims[slug] for slug in (concern.claim.slug,) if slug in claims),
                any(slug not in claims for slug in _of_concern(concern)),
                concern,
            )
            for concern in _concerns(facts, subject)
        )
    return tuple(
        ShownEntry(
            entry.label_en,
            entry.label_es,
            tuple(claims[slug] for slug in entry.claims if slug in claims),
            any(slug not in claims for slug in entry.claims),
        )
        for entry in block.entries
    )
