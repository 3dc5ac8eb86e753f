"""The sentences in the sources whose facts `benchmarks/truth` holds."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import template

ROOT = Path(__file__).resolve().parents[2]
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
IN_TEMPLATES = re.compile(r"\b(?:n)?p?gettext\((?P<given>(?:\s*u?'''.*?'''|\s*u?'(?:[^'\\]|\\.)*'|,|\s)+)", re.DOTALL)
QUOTED = re.compile(r"u?('''.*?'''|'(?:[^'\\]|\\.)*')", re.DOTALL)


def messages_of(path: str) -> Iterator[str]:
    """Of one file, in English."""
    text = (ROOT / path).read_text()
    if path.endswith(".html"):
        for call in IN_TEMPLATES.finditer(template.templatize(text)):
            yield from (ast.literal_eval(quoted) for quoted in QUOTED.findall(call["given"]))
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS:
            name = str(getattr(node.func, "id", ""))
            said = node.args[1:2] if name.startswith("p") else node.args[: 2 if name.startswith("n") else 1]
            for given in said:
                yield from (
                    each.value
                    for each in ast.walk(given)
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                )


def paths(patterns: list[str]) -> list[str]:
    found = {str(path.relative_to(ROOT)) for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}
    return sorted(found)
