"""What the pages of a list show beside it."""

from django import template

from matching.lists.health import health_note
from matching.lists.selectors import Results

register = template.Library()


@register.inclusion_tag("matching/lists/health/note.html")
def note_for_owner(results: Results, is_owner: bool) -> dict[str, object]:
    """What the health answers call for. Nothing is read for whoever does not own the list."""
    return {"note": health_note(results.intake, results.course) if is_owner else None, "intake": results.intake}
