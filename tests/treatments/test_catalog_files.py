"""A wrong file is refused with the place of every mistake, before anything is written."""

import pytest

from treatments.catalog.files import CatalogInvalid, read_catalog
from treatments.catalog.rows import GUIDE_FACTS

FACE = 'slug = "face"\nposition = 2'
COST = "low = 150\nhigh = 400"


def problems(folder) -> list[str]:
    with pytest.raises(CatalogInvalid) as caught:
        read_catalog(folder)
    return [str(problem) for problem in caught.value.problems]


def test_the_shipped_files_are_right_and_answer_every_statement_of_the_guide():
    catalog = read_catalog()

    assert {fact for claim in catalog.claims for fact in claim.facts} == set(range(1, GUIDE_FACTS + 1))


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "areas.toml",
            FACE,
            'slug = "Face 1"\nposition = 2',
            "area 2 (Face 1): slug = 'Face 1': must be small letters",
        ),
        ("areas.toml", FACE, f"{FACE}\ncolor = 3", "area 2 (face): color = 3: unknown key"),
        ("areas.toml", FACE, "position = 2", "area 2 (no slug): slug: is missing"),
        ("areas.toml", FACE, 'slug = "face"\nposition = "2"', "area 2 (face): position = '2': must be a whole number"),
        ("areas.toml", FACE, 'slug = "face"\nposition = true', "position = True: must be a whole number"),
        ("areas.toml", FACE, 'slug = "face"\nposition = 1', "area 2 (face): position = 1: is taken by area 1 (scalp)"),
        ("areas.toml", FACE, 'slug = "scalp"\nposition = 2', "slug = 'scalp': is taken by area 1 (scalp)"),
        (
            "areas.toml",
            '= "inferred"',
            '= "rumor"',
            "(scalp): origin = 'rumor': must be one of: guide, inferred",
        ),
        ("areas.toml", '"Scalp"', '""', "area 1 (scalp): name_en = '': must not be empty"),
        ("areas.toml", '"Scalp"', '" Scalp"', "area 1 (scalp): name_en = ' Scalp': has spaces at an end"),
        ("areas.toml", '"Scalp"', "7", "area 1 (scalp): name_en = 7: must be a text in quotes"),
        ("areas.toml", '"Scalp"', f'"{"a" * 61}"', "has 61 characters, at most 60 fit"),
        ("areas.toml", "[[area]]", "[[zone]]\n[[area]]", "areas.toml: zone: unknown table; this file holds area"),
        ("concerns.toml", "= false", '= "no"', "(fine-lines): needs_fda_note = 'no': must be true or false"),
        ("concerns.toml", '["scalp"]', '["head"]', "concern 6 (hair-loss): areas = 'head': no such row in areas"),
        ("concerns.toml", '["scalp"]', "[]", "concern 6 (hair-loss): areas = []: must be a list of at least one slug"),
        ("concerns.toml", '["scalp"]', '["scalp", "scalp"]', "names scalp more than once"),
        ("concerns.toml", '"use-fine-lines"', '"none"', "(fine-lines): claim = 'none': no such row in claims"),
        ("concerns.toml", '"use-fine-lines"', '"no-downtime"', "'no-downtime': is rejected, so it may not carry a row"),
        ("concerns.toml", 'effect = "hair"', 'effect = "nails"', "effect = 'nails': no such row in effects"),
        (
            "course.toml",
            "sessions_max = 10",
            "sessions_max = 5",
            "sessions_min = 6: must not be more than sessions_max",
        ),
        ("course.toml", "later_gap_days = 28", "later_gap_days = 3", "first_phase_gap_days = 7: must not be more than"),
        ("course.toml", "rest_days = 90", "rest_days = 0", "(usual): rest_days = 0: must be from 1 to"),
        (
            "course.toml",
            'kind = "fat"',
            'kind = "fat"\nmonths_min = 3',
            "effect 2 (fat): months_min = 3: months_min and months_max go together",
        ),
        (
            "course.toml",
            'kind = "fat"',
            'kind = "fat"\nmonths_min = 3\nmonths_max = 2',
            "months_min = 3: must not be more than months_max (2)",
        ),
        ("course.toml", COST, "low = 400\nhigh = 400", "cost 1 (session): low = 400: must be less than high (400)"),
        ("course.toml", 'slug = "usual"', 'slug = "other"', "session_plan: slug = 'usual': is missing"),
        ("claims.toml", '"published"', '"maybe"', "status = 'maybe': must be one of: draft, published, held, rejected"),
        ("claims.toml", 'text_es = "Con una aguja', 'guide_es = "', "claim 1 (what-it-is): guide_es"),
        (
            "claims.toml",
            "facts = [1, 12]",
            "facts = [33]",
            "facts = [33]: must be a list of whole numbers from 1 to 32",
        ),
        ("claims.toml", "{ guide-2022 =", "{ guide-1022 =", "sources = 'guide-1022': no such row in sources"),
        ("sources.toml", "https://pubmed", "http://pubmed", "must be a public address that begins with https://"),
        ("sources.toml", "year = 2022", "year = 22", "source 1 (guide-2022): year = 22: must be from 1900 to 2100"),
    ],
)
def test_a_mistake_is_named_with_its_place(edit, file, old, new, says):
    found = problems(edit(file, old, new))

    assert any(text.startswith(f"{file}: ") and says in text for text in found), found


@pytest.mark.parametrize(
    ("claim", "says"),
    [
        ('status = "published"\ntext_es = "X."', "sources: a published claim needs a source"),
        ('status = "published"\nsources = { guide-2022 = "" }', "text_es: a published claim needs its Spanish text"),
        ('status = "rejected"', "why: a claim that is rejected must say why"),
        ('status = "held"', "why: a claim that is held must say why"),
    ],
)
def test_a_claim_must_bring_what_its_status_needs(edit, claim, says):
    new = f'[[claim]]\nslug = "x"\ntext_en = "X."\nevidence = "rule"\n{claim}\n\n[[claim]]\n'

    assert problems(edit("claims.toml", "[[claim]]\n", new)) == [f"claims.toml: claim 1 (x): {says}"]


def test_every_mistake_is_found_in_one_go(edit, files):
    edit("areas.toml", '"Scalp"', '""')
    edit("course.toml", "low = 150", "low = -1")
    (files / "sources.toml").unlink()
    (files / "concerns.toml").write_text("[[concern]\n")

    found = problems(files)

    assert [text.split(":")[0] for text in found] == ["sources.toml", "course.toml", "areas.toml", "concerns.toml"]
    assert found[0] == "sources.toml: the file is missing"
    assert "is not TOML" in found[3]
    assert "line 1" in found[3]


def test_a_broken_row_is_not_reported_again_by_those_that_point_at_it(edit):
    found = problems(
        edit("claims.toml", 'slug = "use-fine-lines"\nfacts = [4]', 'slug = "use-fine-lines"\nfacts = [0]')
    )

    assert len(found) == 1
