"""The one shot that the FDA approved for fat is for under the chin. "No shot for fat here" must never be said there."""

from treatments.catalog.files import read_catalog


def test_no_area_with_small_fat_pads_is_the_chin():
    areas = {area for concern in read_catalog().concerns if concern.needs_fda_note for area in concern.areas}

    assert areas == {"stomach", "hips-and-thighs"}, "a new area: look again at what treatments/fda_words.py says of it"
