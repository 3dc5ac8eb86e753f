"""The address of each row of a list is the one that `reverse` gives."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from caarisma.common.row_addresses import row_address


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("view", "parts"),
    [
        ("providers:place", ("amara-osei-111111111", "san-jose-222222222")),  # digits as the pattern is made with
        ("providers:place", ("jo_ng", "place-7")),
        ("matching_consultations:new", (1042,)),
    ],
)
def test_it_is_as_reverse_says_in_each_language(language, view, parts):
    with override(language):
        assert row_address(view, *parts) == reverse(view, args=parts)
