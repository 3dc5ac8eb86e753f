"""The letters' part of the admin's front page."""

from typing import Any

from django import template
from django.template import RequestContext
from django.utils import timezone

from providers.letters.access import ANSWERS
from providers.letters.models import DeskLetter

register = template.Library()


@register.inclusion_tag("providers/desk/letters_waiting.html", takes_context=True)
def letters_waiting(context: RequestContext) -> dict[str, Any]:
    """Nothing for staff who answer none."""
    if not context["request"].user.has_perm(ANSWERS):
        return {"may_answer": False}
    waiting = DeskLetter.objects.open()
    late = waiting.filter(due_at__lt=timezone.now()).count()
    return {"may_answer": True, "waiting": waiting.count(), "late": late}
