"""What a page fetches ahead is what its style sheet asks for, or each visitor would load a font for nothing."""

import re

from django.conf import settings


def test_fonts_that_are_fetched_ahead_are_those_of_the_style_sheet():
    page = (settings.BASE_DIR / "templates" / "base.html").read_text()
    sheet = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
    ahead = re.findall(r'rel="preload" href="{% static "fonts/([^"]+)" %}" as="font"', page)

    assert len(ahead) == page.count('rel="preload"') == 2
    assert set(ahead) == set(re.findall(r"fonts/([\w.-]+)", sheet))
