"""What a page asks for: its forms with their fields, and the words that its own links put into queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit


@dataclass
class Field:
    name: str
    kind: str  # "text", "select", "checkbox", "textarea", ...
    values: list[str] = field(default_factory=list)  # what it holds, or may be


@dataclass
class Form:
    path: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    query: list[str] = field(default_factory=list)  # words that links lead there with

    def add(self, name: str, kind: str, value: str | None) -> None:
        found = self.fields.setdefault(name, Field(name, kind))
        if value is not None and value not in found.values:
            found.values.append(value)


def read(path: str, html: str) -> list[Form]:
    """Its forms; a link with a query is one too, sent by GET."""
    reader = _Reader(path)
    reader.feed(html)
    return [form for form in reader.forms if form.path]


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.select = path, ""
        self.forms: list[Form] = []
        self.form: Form | None = None

    def handle_starttag(self, tag: str, attributes: Iterable[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "a":
            if words := dict(parse_qsl(_split(given.get("href", "")).query)):
                self.forms.append(Form(self._own(given["href"]), "GET", query=sorted(words)))
        elif tag == "form":
            self.form = Form(self._own(given.get("action", "")), given.get("method", "get").upper())
            self.forms.append(self.form)
        elif self.form is not None:
            self._field(tag, given, self.form)

    def _field(self, tag: str, given: dict[str, str], form: Form) -> None:
        name = given.get("name", "")
        if tag == "option" and self.select:
            form.add(self.select, "select", given.get("value"))
        elif tag == "select":
            self.select = name
            form.add(name, "select", None)
        elif tag == "textarea" and name:
            form.add(name, "textarea", None)
        elif tag in {"input", "button"}:
            if name and name != "csrfmiddlewaretoken":
                form.add(name, given.get("type", "text" if tag == "input" else "submit"), given.get("value"))
            if given.get("formaction"):
                self.forms.append(Form(self._own(given["formaction"]), form.method, form.fields))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "form":
            self.form = None

    def _own(self, action: str) -> str:
        """The path, or "" for another site's."""
        split = _split(urljoin(self.path, action))
        return "" if split.netloc else split.path


def _split(address: str):  # noqa: ANN202 - what urlsplit makes
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")
