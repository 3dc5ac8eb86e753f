"""Made-up evidence, marked as such everywhere: a paper, an answer and a list for each check that rests on one."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import connection
from PIL import Image, ImageDraw

from caarisma.common import private_files
from providers.exclusions.enums import ListKind, RunState
from providers.exclusions.models import ExclusionList
from providers.screening.enums import CheckKind
from providers.screening.models import Document, SourcePage

TITLE: Final = "Made up for the demonstration"
FILE: Final = "made up for the demonstration"
# Files on a disk: enough for a walk of the desk, and no more however large the directory.
WITH_PAGES: Final = 2_000  # open cases of the first so many providers have papers that can be looked at
WITH_SAVED_PAGES: Final = 200  # the first so many have the pages of sources that can be looked at


def paper_name(seed: int, index: int, kind: str) -> UUID:
    return uuid5(NAMESPACE_OID, f"caarisma demonstration {seed} {index} {kind}")


def paper_hash(seed: int, index: int, kind: str) -> str:
    return sha256(f"{TITLE} {seed} {index} {kind}".encode()).hexdigest()


def make_lists(days: Collection[date], *, staff_id: int) -> dict[date, int]:
    """Day of a monthly list -> id of its made-up reading. Call it in a transaction."""
    lists = ExclusionList.objects.filter(is_demonstration=True)
    held = dict(lists.filter(list_date__in=days).values_list("list_date", "pk"))
    for day in sorted(set(days) - held.keys()):
        at = datetime.combine(day, time(12), tzinfo=UTC)
        held[day] = ExclusionList.objects.create(
            kind=ListKind.FULL, state=RunState.DONE, list_date=day, file_name=FILE, is_demonstration=True,
            file_hash=sha256(f"{FILE} {day}".encode()).hexdigest(),
            started_at=at, applied_at=at, finished_at=at, signed_off_at=at, signed_off_by_id=staff_id,
        ).pk  # fmt: skip
    return held


def keep_saved_pages(pages: Collection[UUID]) -> None:
    """The file of each of these saved pages of sources."""
    for page in SourcePage.objects.filter(name__in=pages):
        private_files.write(page.name, 1, _page(page.kind))


def award_page(day: date, *, staff_id: int) -> int:
    """A made-up page of that day's list of federal award exclusions, about everybody."""
    return _page_about_everybody(CheckKind.SAM, day, staff_id)


def law_page(day: date, *, staff_id: int) -> int:
    """A made-up page of a law."""
    return _page_about_everybody(CheckKind.SCOPE, day, staff_id)


def _page_about_everybody(kind: CheckKind, day: date, staff_id: int) -> int:
    at, held = datetime.combine(day, time(12), tzinfo=UTC), SourcePage.objects.filter(provider=None, kind=kind)
    if page := held.filter(is_demonstration=True, saved_at=at).first():
        return page.pk
    page = SourcePage.objects.create(
        kind=kind, saved_by_id=staff_id, saved_at=at, **dict(zip(PAGE, page_facts(kind), strict=True))
    )
    private_files.write(page.name, 1, _page(page.kind))
    return page.pk


PAGE: Final = ("title", "sha256", "size", "content_type", "is_demonstration")


@cache
def page_facts(kind: str) -> tuple[str, str, int, str, bool]:
    """What PAGE names: all made-up pages of a kind are one picture."""
    content = _page(kind)
    return TITLE, sha256(content).hexdigest(), len(content), "image/jpeg", True


def keep_pages(documents: Collection[UUID]) -> None:
    """A page for each of these papers."""
    for document in Document.objects.filter(name__in=documents):
        private_files.write(document.name, 1, _page(document.kind))


@cache
def _page(kind: str) -> bytes:
    image = Image.new("RGB", (640, 420), "#ffffff")
    draw = ImageDraw.Draw(image)
    draw.rectangle((12, 12, 628, 408), outline="#155546", width=3)
    for row, words in enumerate((str(CheckKind(kind).label), TITLE, "No such person or paper exists.")):
        draw.text((40, 60 + 60 * row), words, fill="#101816")
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def ask_again(checks: Collection[int], *, at: datetime, good_until: date) -> None:
    """A made-up answer of this moment for each of these checks of a number."""
    with connection.cursor() as cursor:
        cursor.execute(ASK_AGAIN, {"checks": list(checks), "at": at, "until": good_until})


def compare_again(checks: Collection[int], *, list_id: int, at: datetime) -> None:
    """The names behind each of these checks, as compared with this made-up list."""
    with connection.cursor() as cursor:
        cursor.execute(COMPARE_AGAIN, {"checks": list(checks), "list": list_id, "at": at})


COMPARE_AGAIN: Final = """
INSERT INTO exclusions_listcomparison (exclusion_list_id, provider_id, npi, names, at)
SELECT DISTINCT %(list)s, p.id, p.npi,
    ARRAY['', p.first_name, p.middle_name, p.last_name]::varchar[] || ARRAY(
        SELECT unnest(ARRAY[f.first_name, f.middle_name, f.last_name])
        FROM directory_formername f WHERE f.provider_id = p.id),
    %(at)s::timestamptz
FROM screening_screeningcheck c JOIN screening_screeningcase s ON s.id = c.case_id
JOIN directory_provider p ON p.id = s.provider_id
WHERE c.id = ANY(%(checks)s)
"""
ASK_AGAIN: Final = """
WITH said AS (
    INSERT INTO registry_registryanswer (provider_id, npi, at, source, in_use, question, facts)
    SELECT DISTINCT p.id, p.npi, %(at)s::timestamptz, 'demonstration', true, '',
        jsonb_build_object('first_name', p.first_name, 'last_name', p.last_name)
    FROM screening_screeningcheck c JOIN screening_screeningcase s ON s.id = c.case_id
    JOIN directory_provider p ON p.id = s.provider_id
    WHERE c.id = ANY(%(checks)s)
    RETURNING id, provider_id)
UPDATE screening_screeningcheck c
SET registry_answer_id = said.id, report_date = %(at)s::date, verified_at = %(at)s::timestamptz,
    good_until = %(until)s
FROM said JOIN screening_screeningcase s ON s.provider_id = said.provider_id
WHERE s.id = c.case_id AND c.id = ANY(%(checks)s)
"""
