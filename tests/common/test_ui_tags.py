"""The parts that pages are made of, and the few filters they need."""

import re
from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from caarisma.common.templatetags import ui

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STYLES = Path(settings.BASE_DIR) / "static" / "css"


class Questions(forms.Form):
    areas = forms.MultipleChoiceField(
        choices=[("face", "Face"), ("hips_and_thighs", "Hips and thighs"), ("unsure", "I am not sure yet")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one area"},
    )
    zip = forms.CharField(help_text="5 digits", error_messages={"required": "Enter a ZIP code"})
    adult = forms.BooleanField(label="I am 18 or over")


def test_a_tick_is_told_from_other_fields() -> None:
    form = Questions()

    assert ui.is_tick(form["adult"])
    assert not ui.is_tick(form["zip"])


def test_an_error_of_a_group_leads_to_its_first_tick() -> None:
    assert ui.first_input_id(Questions()["areas"]) == "id_areas_0"


def test_an_error_of_a_text_field_leads_to_the_field() -> None:
    assert ui.first_input_id(Questions()["zip"]) == "id_zip"


@pytest.mark.parametrize(("mapping", "key", "found"), [({"5": "near"}, 5, "near"), ({}, "x", ""), (None, "x", "")])
def test_lookup_finds_by_text_or_says_nothing(mapping: dict[str, str] | None, key: object, found: str) -> None:
    assert ui.lookup(mapping, key) == found


@pytest.mark.parametrize(
    ("value", "area"),
    [("face", "face"), ("hips_and_thighs", "hips-thighs"), ("hips-thighs", "hips-thighs"), ("unsure", "")],
)
def test_a_choice_is_on_the_drawing_only_if_it_is_a_part_of_the_body(value: str, area: str) -> None:
    assert ui.body_area(value) == area


def test_a_number_in_svg_has_no_comma() -> None:
    assert [ui.unlocalized(number) for number in (30, 12.5)] == ["30", "12.5"]


def test_a_field_ties_its_hint_and_its_error_to_the_input() -> None:
    html = render_to_string("components/field.html", {"field": Questions({})["zip"]})

    named = set(re.search(r'aria-describedby="([^"]+)"', html)[1].split())
    assert named == {"id_zip_helptext", "id_zip_error"}
    assert named <= set(re.findall(r'id="([^"]+)"', html))


def test_the_summary_of_errors_leads_to_fields_that_are_on_the_page() -> None:
    form = Questions({})

    page = render_to_string("components/error_summary.html", {"form": form})
    for name in ("zip", "adult"):
        page += render_to_string("components/field.html", {"field": form[name]})
    page += render_to_string("components/body_map.html", {"field": form["areas"]})

    assert len(targets := re.findall(r'href="#(id_[^"]+)"', page)) == 3
    assert set(targets) <= set(re.findall(r'\bid="([^"]+)"', page))


def test_a_tap_on_the_picture_ticks_the_same_box_as_the_list() -> None:
    html = render_to_string("components/body_map.html", {"field": Questions()["areas"]})

    spots = re.findall(r'class="body-map-spot (spot-[\w-]+)" for="([^"]+)"', html)
    assert spots == [
        ("spot-face", "id_areas_0"),
        ("spot-hips-thighs", "id_areas_1"),
        ("spot-hips-thighs-right", "id_areas_1"),
    ]


@pytest.mark.parametrize("area", ui.BODY_AREAS)
def test_each_area_has_a_shape_and_a_place_on_the_drawing(area: str) -> None:
    assert f"area-{area}" in render_to_string("components/body_map_drawing.html")
    assert f".spot-{area} {{" in (STYLES / "components" / "body-map.css").read_text()


def test_each_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'id="i-([\w-]+)"', render_to_string("components/icons.html")))
    text = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))

    assert set(re.findall(r'components/icon\.html" with name="([\w-]+)"', text)) <= sprite
    assert set(re.findall(r'href="#i-([\w-]+)"', text)) <= sprite


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_needs_what_the_content_policy_forbids(path: Path) -> None:
    text = path.read_text()
    # A mail and a file to keep: whoever reads them has no style sheet of ours, and no policy either
    if path.relative_to(TEMPLATES).as_posix() in ("outbox/letter.html", "matching/rights/everything.html"):
        text = re.sub(
            r" style=|<style>", "", text
        )  # a mail: its reader has no style sheet of ours, and no policy either

    assert not re.search(r"\sstyle=|\son\w+=|<style\b|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("code", ["500", "503", "503_slow"])
def test_the_page_for_a_broken_site_needs_no_request_and_no_database(code: str) -> None:
    assert "<h1>" in render_to_string(f"{code}.html")


def test_every_style_of_the_components_is_imported() -> None:
    imported = set(re.findall(r'@import url\("([^"]+)"\)', (STYLES / "main.css").read_text()))

    files = {str(path.relative_to(STYLES)) for path in STYLES.rglob("*.css")}
    # The desk's are for the admin's pages, which bring a style of their own.
    assert imported == {file for file in files if not file.startswith("desk")} - {"main.css"}


def test_a_remembered_day_is_written_in_the_language_of_the_page() -> None:
    for _ in range(2):
        with override("en"):
            assert ui.day(date(2026, 12, 1)) == "Dec 1, 2026"
        with override("es"):
            assert ui.day(date(2026, 12, 1)) == "1 de diciembre de 2026"
