"""One odd request: how it is drawn, how it is sent, and what is wrong with the answer."""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_from_bytes

from django.conf import settings
from django.http import HttpResponse
from hypothesis import strategies as st

from benchmarks.fuzz.pages import Field, Form
from benchmarks.fuzz.uploads import NAMES, UPLOADS, Upload
from benchmarks.fuzz.values import ODD, odd, plain
from tests.architecture.access.asking import undone
from tests.architecture.access.people import Person

Pairs = tuple[tuple[str, str | Upload], ...]
ROOT = Path(__file__).resolve().parents[2]
BOUNDARY = "the-odd-boundary"

# No NUL in them: gunicorn refuses such a request before the site sees it.
HEADERS = (
    ("HTTP_ACCEPT_LANGUAGE", ("es", "xx-yy;q=nan", "en;q=\u00b2", "*;q=1e400", "a" * 600)),
    ("HTTP_ACCEPT", ("application/json", "*/*;q=x", ";;;", "text/html;version=\u00b2")),
    ("HTTP_HX_REQUEST", ("true",)),
    ("HTTP_HX_CURRENT_URL", ("http://testserver/", "http://[", "%", "//")),
    ("HTTP_HX_TARGET", ("matches", "%00")),
    ("HTTP_REFERER", ("http://[", "http://testserver/find/", "%", "javascript:1")),
    ("HTTP_ORIGIN", ("null", "http://[", "https://evil.example")),
    ("HTTP_X_FORWARDED_FOR", ("1.2.3.4", "x", "::1, %", "999.999.999.999", "")),
    ("HTTP_X_FORWARDED_PROTO", ("https", "x")),
    ("HTTP_X_REQUEST_ID", ("a" * 3000, "\xff", "")),
    ("REMOTE_ADDR", ("::1", "", "unix:", "fe80::1%eth0")),
    ("HTTP_IF_NONE_MATCH", ("*", '"', "W/", '"\xff"')),
    ("HTTP_IF_MODIFIED_SINCE", ("x", "Sat, 30 Feb 9999 99:99:99 GMT", "0")),
    ("HTTP_RANGE", ("bytes=-1", "bytes=9-1", "x")),
    ("HTTP_USER_AGENT", ("", "x" * 5000, "\xff")),
    ("HTTP_COOKIE", ("=", ";;;", '"', "a=\xff; b", 'a="\\400"')),
    ("HTTP_SEC_FETCH_SITE", ("cross-site",)),
    ("HTTP_SAVE_DATA", ("on",)),
    ("HTTP_AUTHORIZATION", ("Basic x", "Bearer ", "Basic \xff")),
    ("HTTP_LAST_EVENT_ID", ("9" * 30,)),
)
TYPES = (
    "application/json", "text/plain", "", "text/html; charset=\xff",
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\xff",
    "application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded; charset=none",
    "application/x-www-form-urlencoded; charset=hex", "multipart/form-data; boundary=the-odd-boundary; charset=idna",
    "text/html; charset*=none''x",
)  # fmt: skip
EVERYWHERE = ("page", "q", "next", "sort", "_to_field", "_popup", "p", "o", "e", "all")
BODIES = (
    b"",
    b"\x00",
    b"\xff\xfe",
    b"{",
    b"[]",
    b"null",
    b'{"a": 1}',
    b"&=&=&",
    b"a" * 5000,
    b"=" * 3000,
    b"--the-odd-boundary\r\n",
    b'--the-odd-boundary\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--the-odd-boundary--\r\n',
)


@dataclass(frozen=True)
class Try:
    person: str
    method: str
    path: str
    query: Pairs = ()
    fields: Pairs = ()
    raw: tuple[str, bytes] | None = None  # another type of content, and that content, in place of the fields
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        told = {
            "?": self.query,
            "fields": self.fields,
            "raw": self.raw,
            "headers": self.headers,
            "cookies": self.cookies,
        }
        said = "; ".join(f"{name} {value!r}" for name, value in told.items() if value)
        return f"{self.method} {self.path} as {self.person}" + (f"; {said}" if said else "")


class Broken(Exception):
    """Answered with 5xx, and nobody raised."""


# --- Drawing ----------------------------------------------------------------------------------------------------------
@st.composite
def tries(draw: st.DrawFn, seen: Sequence[tuple[Person, Form]], people: Sequence[Person], bare: Sequence[Form]) -> Try:
    """Mostly a form as somebody sees it, with a few things wrong: what is all wrong is refused by the first check.
    Besides, the bare address, as anybody."""
    strangers = st.tuples(st.sampled_from(people), st.sampled_from(bare))
    person, form = draw(st.one_of(*[st.sampled_from(seen)] * 3, strangers) if seen else strangers)
    path, query, filled = form.path, (), draw(pairs(list(form.fields.values())))
    if form.method == "GET":
        query, filled = filled, ()
    if draw(st.integers(0, 3)) == 3:
        query += draw(queries(form.query))
    if draw(st.integers(0, 7)) == 7:
        path = draw(bent(path))
    method = draw(st.sampled_from([form.method] * 8 + ["GET", "POST", "HEAD"]))
    raw = draw(st.tuples(st.sampled_from(TYPES), st.sampled_from(BODIES))) if draw(st.integers(0, 15)) == 15 else None
    return Try(person.name, method, path, query, filled, raw, draw(headers()), draw(cookies()))


@st.composite
def pairs(draw: st.DrawFn, fields: list[Field]) -> Pairs:
    """Up to three fields are odd, missing or there twice; in one of ten forms it may be each."""
    every = range(len(fields))
    few = st.sets(st.sampled_from(every), max_size=3) if fields else st.just(set())
    wrong = set(every) if draw(st.integers(0, 9)) == 9 else draw(few)
    filled: list[tuple[str, str | Upload]] = []
    for number, asked in enumerate(fields):
        if number in wrong:
            times = draw(st.sampled_from([1, 1, 1, 0, 2]))
            filled += [(asked.name, draw(st.one_of(odd, odd, odd, uploads))) for _time in range(times)]
        elif asked.kind == "file":
            filled.append((asked.name, draw(uploads)))
        elif asked.kind not in {"submit", "checkbox"} or draw(st.booleans()):
            filled.append((asked.name, draw(plain(asked))))
    if draw(st.integers(0, 15)) == 15:
        filled.append((draw(odd), draw(odd)))
    return tuple(filled)


def queries(seen: Sequence[str]) -> st.SearchStrategy[Pairs]:
    """The words that links lead there with, and some that many sites know; with other values."""
    one = st.tuples(st.sampled_from([*seen, *EVERYWHERE]), odd)
    return st.lists(one, min_size=1, max_size=3).map(tuple)


def bent(path: str) -> st.SearchStrategy[str]:
    """One part of the path is something else."""
    parts = path.split("/")
    where = st.sampled_from([number for number, part in enumerate(parts) if part] or [0])
    other = odd.map(lambda value: quote(value.encode("utf-8", "surrogatepass")[:2000]))
    return st.tuples(where, other).map(
        lambda drawn: "/".join([*parts[: drawn[0]], drawn[1], *parts[drawn[0] + 1 :]]) or "/"
    )


def headers() -> st.SearchStrategy[dict[str, str]]:
    one = st.sampled_from(HEADERS).flatmap(lambda row: st.tuples(st.just(row[0]), st.sampled_from(row[1])))
    return st.one_of(st.just({}), st.just({}), st.just({}), st.lists(one, max_size=2).map(dict))


def cookies() -> st.SearchStrategy[dict[str, str]]:
    names = [
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
        "messages",
        "sessionid",
    ]
    plain = [value for value in ODD if value.isascii() and value.isprintable() and ";" not in value]
    values = st.sampled_from([*plain, r'"a cookie\000"'])
    return st.one_of(*[st.just({})] * 7, st.dictionaries(st.sampled_from(names), values, max_size=2))


uploads = st.builds(Upload, st.sampled_from(NAMES), st.sampled_from(sorted(UPLOADS)))


# --- Sending ----------------------------------------------------------------------------------------------------------
def send(person: Person, one: Try) -> HttpResponse:
    """Nothing that it writes stays."""
    kind, body = one.raw or encoded(one.fields)
    own = {settings.SESSION_COOKIE_NAME: person.session} if person.session else {}
    environ = {"QUERY_STRING": query_string(one.query)} | dict(one.headers)
    given = "; ".join(f"{name}={value}" for name, value in (own | dict(one.cookies)).items())
    environ["HTTP_COOKIE"] = "; ".join(filter(None, [given, environ.get("HTTP_COOKIE", "")]))
    with undone():
        answer = person.client().generic(one.method, one.path, body, kind, **environ)
        if answer.streaming:
            b"".join(answer.streaming_content)
        return answer


def check(person: Person, one: Try) -> int:
    """Send it. Raises what the site raised if it answered with an error of its own, else returns the status."""
    answer = send(person, one)
    if answer.status_code >= 500:
        if raised := getattr(answer, "exc_info", None):
            raise raised[1]
        raise Broken(f"{answer.status_code} without an exception: {one.path.split('/')[1:3]}")
    return answer.status_code


def place(error: BaseException) -> str:
    """What was raised, the last line of ours that led there, and the line that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _is_ours(frame.filename)]
    return " from ".join([type(error).__name__, *map(_line, frames[-1:]), *map(_line, ours[-1:])])


def _is_ours(file: str) -> bool:
    """Of the site: what every request goes through says nothing of this one."""
    inside = file.removeprefix(f"{ROOT}/")
    return inside != file and not inside.startswith((".venv/", "benchmarks/", "tests/")) and "middleware" not in inside


def _line(frame: traceback.FrameSummary) -> str:
    return f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno}"


def query_string(pairs: Pairs) -> str:
    return "&".join(f"{_quoted(name)}={_quoted(str(value))}" for name, value in pairs)


def encoded(pairs: Pairs) -> tuple[str, bytes]:
    """As a browser sends it: in parts where there is a file among them."""
    if not any(isinstance(value, Upload) for _name, value in pairs):
        return "application/x-www-form-urlencoded", query_string(pairs).encode()
    parts = []
    for name, value in pairs:
        told, content = f'form-data; name="{name}"', value
        if isinstance(value, Upload):
            told, content = f'{told}; filename="{value.name}"\r\nContent-Type: {value.kind}', value.content
        parts.append(
            b"--%b\r\nContent-Disposition: %b\r\n\r\n%b\r\n" % (BOUNDARY.encode(), _bytes(told), _bytes(content))
        )
    return f"multipart/form-data; boundary={BOUNDARY}", b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def _quoted(value: str) -> str:
    return quote_from_bytes(_bytes(value))


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
