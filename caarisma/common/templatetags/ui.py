"""What components need to know about a form field or a number that the template language cannot say itself."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.http import HttpRequest
from django.template import Context
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import override

from caarisma.common import promises
from caarisma.common.days import day_in_words
from caarisma.common.typed.addresses import phone_of

register = template.Library()
register.filter("phone", phone_of)

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
def day(value: date | None) -> str:
    """As `date` writes a day (no instant); for tables, which name the same few days a hundred times."""
    return day_in_words(value, "DATE_FORMAT") if value else ""


@register.filter
def unlocalized(number: float) -> str:
    """A number as SVG wants it: a point, no thousands mark, whatever the language."""
    return f"{number:g}"


@register.simple_tag(takes_context=True)
def same_page_in(context: Context, language: str, lost: object = False) -> str:
    """This page's address in a language, with what stands after its question mark; the front page's for a `lost` one or
    one without an address in each language. "" without a request."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return ""
    if hasattr(request, "speaks_as_asked") and not lost:
        asked = request.GET.copy()
        asked["lang"] = language
        return f"{request.path}?{asked.urlencode()}"
    there = "" if lost else _in_language(request, language)
    if there and there != request.path:
        asked = request.META.get("QUERY_STRING", "")
        return f"{there}?{iri_to_uri(asked)}" if asked else there
    with override(language):
        return reverse("pages:home")


@register.simple_tag(takes_context=True)
def page_address(context: Context, language: str) -> str:
    """The whole address of this page in a language, without what stands after its question mark."""
    request: HttpRequest = context["request"]
    return request.build_absolute_uri(_in_language(request, language))


def _in_language(request: HttpRequest, language: str) -> str:
    """As django.urls.translate_url, which looks up once more what the address is of; that costs more than all else."""
    match = request.resolver_match
    if match is None:
        return translate_url(request.path, language)
    with override(language):
        try:
            return reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        except NoReverseMatch:
            return request.path


@register.filter
def answer_by(due_at: datetime) -> str:
    """By when we answer, or that we are late."""
    return promises.answer_by(timezone.localtime(due_at), now=timezone.now())
