"""Words of reviews that templates need beside what their context brings."""

from django import template
from django.utils.translation import gettext as _

from matching.reviews.enums import ReviewState
from matching.reviews.models import Review
from matching.reviews.wording import ASKED, answers_of

register = template.Library()


@register.filter
def own_answers(review: Review) -> list[tuple[str, str]]:
    return answers_of(review, ASKED)


@register.simple_tag
def author_state(review: Review) -> str:
    return {
        ReviewState.WRITTEN: _("We have your review"),
        ReviewState.HELD: _("We look at your review"),
        ReviewState.PUBLISHED: _("Your review is on the page"),
        ReviewState.SENT_BACK: _("Please change something"),
        ReviewState.REMOVED: _("Your review was removed"),
        ReviewState.WITHDRAWN: _("Your review is gone"),
    }[ReviewState(review.state)]
