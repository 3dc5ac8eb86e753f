"""What components need to know about a form field or a number that the template language cannot say itself."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput

register = template.Library()

# The areas that the drawing of the body has. Values of other choices ("not sure") have no spot on it.
BODY_AREAS = ("scalp", "face", "neck", "chest", "hands", "stomach", "hips-thighs")


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether the field is one tick, whose words stand beside it and not above."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def first_input_id(field: BoundField) -> str:
    """Id of the first thing a person can focus in the field, where a link of the error summary goes."""
    if getattr(field.field.widget, "use_fieldset", False):
        return next((option.id_for_label for option in field), field.auto_id)
    return field.id_for_label or field.auto_id


@register.filter
def lookup(mapping: Mapping[str, Any] | None, key: object) -> Any:
    """mapping[key] with the key as text, "" when there is none."""
    return (mapping or {}).get(str(key), "")


@register.filter
def body_area(value: object) -> str:
    """Name of the area on the drawing for a choice's value, "" when the drawing has none."""
    slug = str(value).replace("_", "-").replace("-and-", "-")
    return slug if slug in BODY_AREAS else ""


@register.filter
def unlocalized(number: float) -> str:
    """A number as SVG wants it: a point, no thousands mark, whatever the language."""
    return f"{number:g}"
