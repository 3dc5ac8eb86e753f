"""What the loaded catalog says: the numbers of the guide of 2022, and what may be asked where."""

import pytest

from treatments.models import Area, AreaConcern, Concern, CostGuide, EffectDuration, SessionPlan, Source

pytestmark = pytest.mark.usefixtures("catalog")


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("sessions_min", 6),
        ("sessions_max", 10),
        ("first_phase_sessions", 6),
        ("first_phase_gap_days", 7),
        ("later_gap_days", 28),
        ("rest_days", 90),
    ],
)
def test_a_usual_course(fact, value):
    assert getattr(SessionPlan.objects.get(slug="usual"), fact) == value


def test_no_effect_is_given_a_time_that_nobody_has_shown():
    assert set(EffectDuration.objects.values_list("slug", "months_min", "months_max")) == {
        *(("skin", None, None), ("fat", None, None), ("hair", None, None)),
    }


def test_the_guide_price_of_a_session():
    cost = CostGuide.objects.get(slug="session")

    assert (cost.low, cost.high, cost.as_of_year) == (150, 400, 2022)


def test_the_areas_from_head_to_foot():
    assert [area.name_en for area in Area.objects.all()] == [
        "Scalp",
        "Face",
        "Neck",
        "Chest",
        "Hands",
        "Stomach",
        "Hips and thighs",
    ]


def test_the_concerns():
    assert [concern.name_en for concern in Concern.objects.all()] == [
        "Fine lines and wrinkles",
        "Dull or uneven tone",
        "Loss of firmness",
        "Cellulite",
        "Stretch marks",
        "Hair loss",
        "Small fat pads",
    ]


def test_which_concern_goes_with_which_area():
    pairs: dict[str, list[str]] = {}
    for pair in AreaConcern.objects.filter(is_active=True).select_related("area", "concern"):
        pairs.setdefault(pair.area.slug, []).append(pair.concern.slug)

    skin = ["fine-lines", "dull-tone", "firmness"]
    body = ["firmness", "cellulite", "stretch-marks", "fat-pads"]
    assert pairs == {
        "scalp": ["hair-loss"],
        "face": skin,
        "neck": skin,
        "chest": skin,
        "hands": skin,
        "stomach": body,
        "hips-and-thighs": body,
    }


def test_areas_that_the_guide_does_not_name_are_marked_as_ours():
    inferred = Area.objects.filter(origin="inferred").values_list("slug", flat=True)

    assert list(inferred) == ["scalp", "stomach", "hips-and-thighs"]


def test_fat_and_cellulite_carry_the_fda_note():
    noted = Concern.objects.filter(needs_fda_note=True).values_list("slug", flat=True)

    assert list(noted) == ["cellulite", "fat-pads"]


@pytest.mark.parametrize(("slug", "kind"), [("fat-pads", "fat"), ("hair-loss", "hair"), ("fine-lines", "skin")])
def test_each_concern_has_its_own_kind_of_effect(slug, kind):
    assert Concern.objects.get(slug=slug).effect.kind == kind


@pytest.mark.parametrize("model", [Area, Concern])
def test_names_and_hints_exist_in_both_languages(model):
    gaps = [
        row.slug for row in model.objects.all() if not (row.name_en and row.name_es and row.hint_en and row.hint_es)
    ]

    assert gaps == []


def test_every_source_names_its_publisher_and_a_public_address_or_none():
    urls = Source.objects.values_list("url", flat=True)

    assert not Source.objects.filter(publisher="").exists()
    assert all(url == "" or url.startswith("https://") for url in urls)
