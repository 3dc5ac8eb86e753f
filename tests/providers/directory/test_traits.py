"""The table of what a patient may wish for: each row has all that the rest of the house makes from it."""

import pytest
from django.db import models
from django.utils.translation import gettext, override

from matching.engine.requirements import WISH
from matching.search.models import Intake
from providers.directory.models import PracticeLocation
from providers.directory.traits import BOXES, COLUMNS, PLACE_TRAITS, TRAITS, WISH_CODES, told_of, traits_of


def test_every_wish_is_kept_and_searched_under_its_code():
    longest = Intake._meta.get_field("wishes").base_field.max_length

    assert len(set(WISH_CODES)) == len(WISH_CODES)
    assert [code for code in WISH_CODES if len(code) > longest or not WISH.fullmatch(code)] == []


@pytest.mark.parametrize("trait", PLACE_TRAITS, ids=lambda trait: trait.code)
def test_what_a_place_has_is_a_box_that_is_empty_at_first(trait):
    box = PracticeLocation._meta.get_field(trait.column)

    assert isinstance(box, models.BooleanField)
    assert box.default is False
    assert trait.told, "so that the clinic knows what it ticks"


@pytest.mark.parametrize("trait", TRAITS.values(), ids=lambda trait: trait.code)
def test_its_words_are_there_in_spanish(trait):
    with override("en"):
        english = [str(words) for words in (trait.wish, trait.told, trait.untold) if words]
    with override("es"):
        assert [words for words in english if gettext(words) == words] == []


@pytest.mark.parametrize("trait", PLACE_TRAITS, ids=lambda trait: trait.code)
def test_one_ticked_box_meets_one_wish_and_is_told(trait):
    unstated = dict.fromkeys(COLUMNS, "") | dict.fromkeys(BOXES, False)
    place = PracticeLocation(**{trait.column: True})

    assert traits_of(["es"], unstated.values()) == {"speaks:es"}
    assert traits_of([], (unstated | {trait.column: True}).values()) == {trait.code}
    assert str(trait.told) in told_of(place)
    assert str(trait.told) not in told_of(PracticeLocation())
