"""Questions with an answer that may be shown now."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import timezone

from matching.questions.selectors import answered_numbers


class QuestionPages(Sitemap):
    """Each in both languages: the page around it is translated, the words are shown as they were written."""

    i18n = True
    alternates = True
    x_default = True

    def items(self) -> list[tuple[int, datetime]]:
        return answered_numbers(now=timezone.now())

    def location(self, item: tuple[int, datetime]) -> str:
        return reverse("questions:question", args=[item[0]])

    def lastmod(self, item: tuple[int, datetime]) -> datetime:
        return item[1]
