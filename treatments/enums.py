"""Words of the catalog with a fixed meaning."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    """Where a catalog row comes from."""

    GUIDE = "guide", _("The guide of 2022 says so")
    INFERRED = "inferred", _("Follows from the guide, ours")


class EvidenceWord(models.TextChoices):
    """The word that stands with a claim, as treatments/blocks/evidence.html explains them. Advice has none."""

    QUOTED = "quoted", _("in their own words")
    OFFICIAL = "official", _("an official body says")
    LABEL = "label", _("the label says")
    DONE = "done", _("as studies did it")
    CASES = "cases", _("published reports")
    AGAINST = "against", _("studies found no benefit")
    MIXED = "mixed", _("studies disagree")
    WEAK = "weak", _("small or weak studies")
    UNKNOWN = "unknown", _("not known")
    REPORTED = "reported", _("providers report")
    GUIDE = "guide", _("the 2022 guide says")
    THOUGHT = "thought", _("thought to")
    RULE = "rule", _("our rule")
    ADVICE = "advice", _("advice")


class ReadAs(models.TextChoices):
    """How we have read a source before a person opened it; docs/sources.md says what that was."""

    ABSTRACT = "abstract", _("Abstract only")
    COPY = "copy", _("Read in a stored copy")
    ADDRESS = "address", _("Address not opened by a person yet")
    OURS = "ours", _("Our own")


class ClaimStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    HELD = "held", _("Held: being checked")
    REJECTED = "rejected", _("Rejected: never printed")


CLAIM_MOVES: dict[str, frozenset[str]] = {
    ClaimStatus.DRAFT: frozenset({ClaimStatus.PUBLISHED, ClaimStatus.HELD, ClaimStatus.REJECTED}),
    ClaimStatus.PUBLISHED: frozenset({ClaimStatus.HELD, ClaimStatus.REJECTED}),
    ClaimStatus.HELD: frozenset({ClaimStatus.DRAFT, ClaimStatus.REJECTED}),
    ClaimStatus.REJECTED: frozenset({ClaimStatus.DRAFT}),
}


class EffectKind(models.TextChoices):
    SKIN = "skin", _("Skin")
    FAT = "fat", _("Small fat pads")
    HAIR = "hair", _("Hair")


class GuidePart(models.TextChoices):
    """Where the hub of the guide lists a page, in reading order. The last two are not pages but what many share."""

    HUB = "hub", _("Treatment guide")
    BASICS = "basics", _("What it is")
    DECIDE = "decide", _("Before you decide")
    VISIT = "visit", _("Around the visit")
    INSIDE = "inside", _("What is in the syringe")
    CHOICES = "choices", _("What else there is")
    CLOSER = "closer", _("Look closer")
    EACH_AREA = "each_area", _("One area")
    EACH_CONCERN = "each_concern", _("One concern")


class BlockKind(models.TextChoices):
    """What a block of a guide page is. Each has its template: templates/treatments/blocks/."""

    CLAIMS = "claims", _("Claims, one a line")
    STEPS = "steps", _("Claims, one after another")
    CARE = "care", _("What to ask a doctor about")
    CALL_DOCTOR = "call_doctor", _("When to call a doctor")
    CARE_NOW = "care_now", _("When to call 911")
    FDA = "fda", _("The FDA note")
    COMPARE = "compare", _("The same question asked of two treatments")
    FAQ = "faq", _("Questions with answers")
    QUESTIONS = "questions", _("Questions to ask")
    COURSE = "course", _("Table of a usual course")
    LASTS = "lasts", _("Table of how long it lasts")
    COST = "cost", _("Table of prices")
    AREAS = "areas", _("Body map and list of areas")
    ASK_AREAS = "ask_areas", _("Body map to choose areas on")
    CONCERNS = "concerns", _("List of concerns")
    USES = "uses", _("What is known of the concerns of this page")
    USE_LINKS = "use_links", _("Links to the uses of this page")
    PAGES = "pages", _("Pages of the guide")
    EVIDENCE = "evidence", _("The words of evidence")
    SOURCES = "sources", _("All sources")
    STUDIES = "studies", _("Table of studies")
    STUDIED = "studied", _("What studies did, by use")
    CHOICES = "choices", _("Choices for one use")
    WEIGH = "weigh", _("What matters, to tick on paper")
    DRAWING = "drawing", _("A drawing and the same in words")
    GLOSSARY = "glossary", _("Words and what they mean")
    BELOW = "below", _("Pages under this one")
    SEARCH = "search", _("Search the guide")
