"""Appeals that wait, for the desk's front page."""

from django import template
from django.utils import timezone

from providers.appeals.models import Appeal

register = template.Library()


@register.simple_tag
def appeals_waiting() -> dict[str, int]:
    return {"open": Appeal.objects.open().count(), "late": Appeal.objects.late(on=timezone.now()).count()}
