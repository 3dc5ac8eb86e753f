"""A part of a page that is the same for everybody, drawn once a minute in each process and language."""

import hashlib
from typing import Any

from django import template
from django.core.cache import caches
from django.template import Context
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from caarisma.common.kept import A_MINUTE

register = template.Library()


class KeptPart(template.Node):
    def __init__(self, nodelist: NodeList, shows: FilterExpression) -> None:
        self.nodelist, self.shows = nodelist, shows

    def render(self, context: Context) -> Any:
        shows = self.shows.resolve(context)
        if not shows:
            return self.nodelist.render(context)
        told = repr((get_language(), shows)).encode()
        key = f"part-{hashlib.sha256(told).hexdigest()}"
        drawn = caches["pages"].get(key)
        if drawn is None:
            drawn = self.nodelist.render(context)
            caches["pages"].set(key, str(drawn), A_MINUTE)
        return mark_safe(drawn)  # noqa: S308  as it was drawn


@register.tag
def kept(parser: Parser, token: Token) -> KeptPart:
    """{% kept shows %}...{% endkept %}: `shows` is all that the part depends on besides the language, names nobody and
    differs for each place in the templates; whatever is false: drawn anew. No token or name may be in the part."""
    shows = parser.compile_filter(token.split_contents()[1])
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptPart(nodelist, shows)
