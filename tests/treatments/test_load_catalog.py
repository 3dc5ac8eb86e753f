"""Loading is safe to repeat, takes over what the files say, and keeps what the desk decided."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from caarisma.accounts.models import User
from treatments.catalog.files import CatalogInvalid
from treatments.enums import ClaimStatus
from treatments.models import Area, AreaConcern, Claim, ClaimSource, CostGuide
from treatments.services.catalog import GONE, load_catalog
from treatments.services.claims import decide_claim

pytestmark = pytest.mark.django_db
NEXT_YEAR = date(2027, 11, 24)


def sign(slug: str, now, to: str = ClaimStatus.PUBLISHED, why: str = "") -> User:
    """A reviewer's decision on a claim."""
    reviewer = User.objects.create_user("reviewer@example.com")
    claim = Claim.objects.get(slug=slug)
    first = User.objects.create_user("first@example.com")
    for person in (first, reviewer) if to == ClaimStatus.PUBLISHED else (reviewer,):
        decide_claim(claim_id=claim.pk, to=ClaimStatus(to), by=person, why=why, next_review=NEXT_YEAR, now=now)
    return reviewer


def everything() -> list[object]:
    """Every row as stored, time stamps included."""
    return [list(model.objects.order_by("pk").values()) for model in (Area, AreaConcern, Claim, ClaimSource, CostGuide)]


def test_a_second_load_changes_nothing_and_says_so(now):
    first, before = load_catalog(now=now), everything()

    report = load_catalog(now=now + timedelta(days=1))

    assert not report.wrote
    assert report.unchanged == first.added
    assert everything() == before


def test_the_number_of_queries_does_not_grow_with_the_claims(catalog, files, now, django_assert_max_num_queries):
    extra = "".join(
        f'\n[[claim]]\nslug = "more-{n}"\ntext_en = "More."\nevidence = "rule"\nstatus = "draft"\n' for n in range(200)
    )
    with (files / "claims.toml").open("a") as claims:
        claims.write(extra)

    with django_assert_max_num_queries(32):
        report = load_catalog(now=now, folder=files)

    assert report.added["Claim"] == 200


def test_a_new_number_in_a_file_is_taken_over(catalog, edit, now):
    report = load_catalog(now=now, folder=edit("course.toml", "high = 400", "high = 450"))

    assert report.changed == {**dict.fromkeys(report.changed, 0), "CostGuide": 1}
    assert CostGuide.objects.get(slug="session").high == 450


def test_a_changed_claim_is_stamped_with_the_time_of_the_load(catalog, edit, now):
    load_catalog(now=now, folder=edit("claims.toml", "It uses needles.", "It may use needles."))

    assert Claim.objects.get(slug="uses-needles").updated_at == now


def test_a_pair_gone_from_the_files_is_switched_off_and_comes_back_as_the_same_row(catalog, edit, files, now):
    pair = AreaConcern.objects.get(area__slug="stomach", concern__slug="fat-pads")
    row = 'needs_fda_note = true\nareas = ["stomach", "hips-and-thighs"]'
    edit("concerns.toml", row, row.replace('"stomach", ', ""))  # cellulite
    edit("concerns.toml", row, row.replace('"stomach", ', ""))  # fat pads

    gone = load_catalog(now=now, folder=files)
    pair.refresh_from_db()

    assert gone.put_out["AreaConcern"] == 2
    assert not pair.is_active

    back = load_catalog(now=now)
    pair.refresh_from_db()

    assert back.changed["AreaConcern"] == 2
    assert pair.is_active


def test_a_claim_gone_from_the_files_is_no_longer_printed(catalog, edit, now):
    sign("caarisma-matches", now)
    folder = edit("claims.toml", 'slug = "caarisma-matches"', 'slug = "caarisma-finds"')

    report = load_catalog(now=now, folder=folder)

    gone = Claim.objects.get(slug="caarisma-matches")
    assert (gone.status, gone.why, gone.reviewer) == (ClaimStatus.HELD, GONE, None)
    assert report.put_out["Claim"] == 1


def test_a_source_gone_from_a_claim_no_longer_bears_it(catalog, edit, now):
    folder = edit("claims.toml", 'scalp-review-2017 = "Conclusion", gupta-2023', "gupta-2023")

    load_catalog(now=now, folder=folder)

    assert [source.slug for source in Claim.objects.get(slug="use-hair-loss").sources.all()] == [
        "fda-dutasteride-label",
        "gupta-2023",
    ]


def test_a_release_can_take_back_a_claim_that_nobody_reviewed(catalog, edit, now):
    thought = 'evidence = "thought"\nstatus = '  # the one such row is needling-how
    folder = edit("claims.toml", f'{thought}"published"', f'{thought}"held"\nwhy = "Doubtful."')

    load_catalog(now=now, folder=folder)

    claim = Claim.objects.get(slug="needling-how")
    assert (claim.status, claim.why) == (ClaimStatus.HELD, "Doubtful.")


@pytest.mark.parametrize("to", [ClaimStatus.HELD, ClaimStatus.REJECTED])
def test_what_the_desk_took_off_the_site_stays_off_even_with_new_words(catalog, edit, now, to):
    reviewer = sign("uses-needles", now, to, why="A reader complained.")

    folder = edit("claims.toml", "It uses needles.", "It may use needles.")

    report = load_catalog(now=now, folder=folder)

    claim = Claim.objects.get(slug="uses-needles")
    assert (claim.status, claim.why, claim.reviewer) == (to, "A reader complained.", reviewer)
    assert claim.text_en == "It may use needles. It is not surgery."
    assert report.void == []
    assert not load_catalog(now=now, folder=folder).wrote


def test_a_review_is_kept_when_the_words_stay(catalog, now):
    reviewer = sign("uses-needles", now, why="Fine.")

    report = load_catalog(now=now)

    claim = Claim.objects.get(slug="uses-needles")
    assert (claim.reviewer, claim.reviewed_on, claim.next_review) == (reviewer, now.date(), NEXT_YEAR)
    assert claim.why == "Fine."
    assert not report.wrote


@pytest.mark.parametrize(
    ("old", "new"), [("It uses needles.", "It may use needles."), ("Se usan agujas.", "A veces se usan agujas.")]
)
def test_an_approval_is_void_when_a_file_changes_the_words(catalog, edit, now, old, new):
    sign("uses-needles", now)

    report = load_catalog(now=now, folder=edit("claims.toml", old, new))

    claim = Claim.objects.get(slug="uses-needles")
    assert (claim.reviewer, claim.reviewed_on, claim.next_review) == (None, None, None)
    assert report.void == ["uses-needles"]


def test_a_wrong_file_leaves_the_database_as_it_was(catalog, edit, now):
    edit("sources.toml", "year = 2022", "year = 2021")
    before = everything()

    with pytest.raises(CatalogInvalid):
        load_catalog(now=now, folder=edit("concerns.toml", '["scalp"]', '["head"]'))

    assert everything() == before


def test_the_command_prints_what_it_did():
    first, second = StringIO(), StringIO()

    call_command("load_catalog", stdout=first)
    call_command("load_catalog", stdout=second)

    assert "Area: 7 added\n" in first.getvalue()
    assert "Area: 7 unchanged\n" in second.getvalue()
    assert second.getvalue().endswith("catalog loaded: nothing to change\n")


def test_the_command_names_each_review_that_is_void(catalog, edit, now):
    sign("uses-needles", now)
    out = StringIO()

    call_command("load_catalog", folder=edit("claims.toml", "It uses needles.", "It may use needles."), stdout=out)

    assert "review void, its words changed: uses-needles" in out.getvalue()


def test_check_writes_nothing():
    call_command("load_catalog", "--check", stdout=StringIO())

    assert not Area.objects.exists()


@pytest.mark.parametrize("arguments", [["--check"], []])
def test_the_command_fails_with_every_problem(edit, arguments):
    edit("areas.toml", '"Scalp"', '""')
    folder = edit("course.toml", "low = 150", "low = 500")

    with pytest.raises(CommandError) as caught:
        call_command("load_catalog", *arguments, folder=folder)

    assert caught.value.returncode == 1
    assert "course.toml: cost 1 (session): low = 500: must be less than high (400)" in str(caught.value)
    assert str(caught.value).endswith("2 problems. Nothing was loaded.")
    assert not Area.objects.exists()
