"""What waits on the work lists, for the desk's front page."""

from django import template
from django.utils import timezone

from providers.worklists.renewals import due, lapsed

register = template.Library()


@register.simple_tag
def renewals_waiting() -> dict[str, int]:
    today = timezone.localdate()
    return {"due": due(today=today).count(), "lapsed": lapsed(today=today).count()}
