"""Merges that wait for a second person, for the desk's front page."""

from django import template

from providers.merging.models import Merge

register = template.Library()


@register.simple_tag
def merges_waiting() -> int:
    return Merge.objects.waiting().count()
