"""What the pages of a list show beside it."""

from django import template

from matching.lists.health import health_note
from matching.search.models import Intake

register = template.Library()


@register.inclusion_tag("matching/lists/health/note.html")
def note_for_owner(intake: Intake, is_owner: bool) -> dict[str, object]:
    """What the health answers call for. Nothing is read for whoever does not own the list. One query, or two."""
    return {"note": health_note(intake) if is_owner else None, "intake": intake}
