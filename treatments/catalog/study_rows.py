"""The shape of studies.toml: what was found out about people who had the shots, a row each, and what it adds up to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from treatments.catalog.cleaning import day, one_of, slug_list, slug_text, text, uses_of, web_address, whole
from treatments.catalog.rows import CatalogRow


class StudiedUse(models.TextChoices):
    """In the order of the page."""

    FACE = "face", _("Face")
    TONE = "tone", _("Dark patches")
    HAIR = "hair", _("Hair")
    CELLULITE = "cellulite", _("Cellulite")
    FAT = "fat", _("Fat")
    STRETCH_MARKS = "stretch-marks", _("Stretch marks")
    ACNE_SCARS = "acne-scars", _("Acne scars")


class Design(models.TextChoices):
    RANDOMIZED_BLIND = "randomized_blind", _("By chance, judged blind")
    RANDOMIZED = "randomized", _("By chance")
    CONTROLLED = "controlled", _("With a second group, not by chance")
    SPLIT = "split", _("One side against the other")
    BEFORE_AFTER = "before_after", _("Before and after")
    LOOKING_BACK = "looking_back", _("Looking back at records")


class Control(models.TextChoices):
    """What the shots were compared with."""

    PLACEBO = "placebo", _("Placebo")
    UNTREATED = "untreated", _("No treatment")
    OWN_SIDE = "own_side", _("The person's other side")
    OTHER = "other", _("Another treatment")
    NONE = "none", _("Nothing to compare with")


class Money(models.TextChoices):
    """Who stands behind a study, as far as it was read."""

    MAKER = "maker", _("The maker paid or wrote")
    PRODUCT = "product", _("A trial of one product; who paid is not said")
    NOT_STATED = "not_stated", _("Not said in what we read")


class Opened(models.TextChoices):
    """How much of it we have read."""

    FULL = "full", _("Read whole")
    ABSTRACT = "abstract", _("Abstract only")
    REGISTRY = "registry", _("Entry in a registry only")
    SECONDARY = "secondary", _("Through others who quote it")
    CITATION = "citation", _("Its title only")


class Grade(models.TextChoices):
    """How sure one can be, in the words of GRADE (gradepro.org); `none` where there is nothing to grade."""

    HIGH = "high", _("High")
    MODERATE = "moderate", _("Moderate")
    LOW = "low", _("Low")
    VERY_LOW = "very_low", _("Very low")
    NONE = "none", _("No study to grade")


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRow(CatalogRow):
    """`people` began, `finished` were counted in the result; None where what we read does not say. `author_es`:
    where no author was seen, and words stand for the name."""

    slug: str = slug_text(longest=40)
    uses: tuple[str, ...] = uses_of(StudiedUse)
    author: str = text(longest=60)
    author_es: str = text(longest=60, optional=True)
    year: int | None = whole(least=1970, most=2100, optional=True)
    journal: str = text(longest=120, optional=True)
    cite: str = text(longest=60, optional=True)
    doi: str = text(longest=80, optional=True)
    pmid: str = text(longest=12, optional=True)
    trial: str = text(longest=20, optional=True)
    url: str = web_address()
    design: str = one_of(Design)
    control: str = one_of(Control)
    people: int | None = whole(least=1, optional=True)
    finished: int | None = whole(least=1, optional=True)
    what_en: str = text(longest=200)
    what_es: str = text(longest=240)
    against_en: str = text(longest=120, optional=True)
    against_es: str = text(longest=160, optional=True)
    result_en: str = text(longest=300, optional=True)
    result_es: str = text(longest=340, optional=True)
    harms_en: str = text(longest=160, optional=True)
    harms_es: str = text(longest=200, optional=True)
    money: str = one_of(Money)
    opened: str = one_of(Opened)

    @property
    def link(self) -> str:
        """Where a reader can open it; empty if it is named by volume and page alone."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return f"https://clinicaltrials.gov/study/{self.trial}" if self.trial else self.url

    @property
    def mark(self) -> str:
        """How the paper is known to others."""
        if self.doi:
            return f"doi {self.doi}"
        return f"PMID {self.pmid}" if self.pmid else self.trial or self.cite or self.url.removeprefix("https://")

    def faults(self) -> Iterator[tuple[str, str]]:
        if not (self.link or self.cite):
            yield "doi", "a study needs a doi, pmid, trial, url or cite, so that others find it"
        if self.people and self.finished and self.finished > self.people:
            yield "finished", f"must not be more than people ({self.people})"
        if self.opened == Opened.CITATION and self.result_en:
            yield "result_en", "nobody has read more than its title"
        for key in ("against", "result", "harms"):
            if bool(getattr(self, f"{key}_en")) != bool(getattr(self, f"{key}_es")):
                yield f"{key}_es", f"{key}_en and {key}_es go together"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictRow(CatalogRow):
    use: str = one_of(StudiedUse)
    about_en: str = text(longest=80)
    about_es: str = text(longest=100)
    grade: str = one_of(Grade)
    words_en: str = text(longest=300)
    words_es: str = text(longest=340)
    studies: tuple[str, ...] = slug_list(optional=True, may_be_empty=True)

    def faults(self) -> Iterator[tuple[str, str]]:
        if bool(self.studies) == (self.grade == Grade.NONE):
            yield "studies", "a grade rests on studies, and where there are none it is none"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRow(CatalogRow):
    """How the studies were looked for."""

    on: date = day()  # noqa: RUF009  a field of the row, as the others
    words: str = text(longest=400)
    limits_en: str = text(longest=300)
    limits_es: str = text(longest=340)


@dataclass(frozen=True, slots=True, kw_only=True)
class StudiedPlanRow(CatalogRow):
    """How studies of a use did it: sessions and gaps, when a change was first measured, how long people were followed.
    `concerns`, `areas`: on whose pages it is shown. Never a promise, and no row of it makes dates."""

    slug: str = slug_text(longest=40)
    concerns: tuple[str, ...] = slug_list()
    areas: tuple[str, ...] = slug_list(optional=True)
    about_en: str = text(longest=80)
    about_es: str = text(longest=100)
    sessions_en: str = text(longest=120)
    sessions_es: str = text(longest=140)
    first_en: str = text(longest=120)
    first_es: str = text(longest=140)
    followed_en: str = text(longest=160)
    followed_es: str = text(longest=180)
    studies: tuple[str, ...] = slug_list()
