"""`make fuzz` finds what breaks, makes it short, and tells the same each time. Its real run is `make fuzz N=10000`; a
small one is in tests/architecture/access."""

from types import ModuleType

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from benchmarks.fuzz.pages import read
from benchmarks.fuzz.tries import Try, encoded
from benchmarks.fuzz.uploads import Upload
from benchmarks.fuzz.walk import Found, Walk
from tests.architecture.access.people import Person

pytestmark = pytest.mark.django_db

PAGE = """<form method="post" action="/planted/"><input name="day" type="date"><select name="kind"><option value="a">
<option value="b"></select><textarea name="words"></textarea><input type="file" name="paper"></form>"""


def holed(fault: str):
    """A site of one page, whose form breaks on one thing."""

    def view(request: HttpRequest) -> HttpResponse:
        sent = request.POST
        if fault == "nul" and "\x00" in sent.get("words", ""):
            raise ValueError("a NUL")
        if fault == "nothing" and request.method == "POST" and not sent and not request.FILES:
            raise KeyError("day")
        if fault == "a file that is no file" and "paper" in sent:
            raise AttributeError("read")
        return HttpResponse(PAGE, status=503 if fault == "says so" and sent.get("kind") == "b" else 200)

    module = ModuleType("a_site_of_one_page")
    module.urlpatterns = [path("planted/", view, name="planted")]
    module.handler404 = module.handler400 = lambda _request, exception: HttpResponse(status=404)
    return module


def fuzzed(settings, fault: str, requests: int = 200) -> Found:
    settings.ROOT_URLCONF = holed(fault)
    settings.MIDDLEWARE = []
    walk = Walk([Person("anonymous")], reverse)
    walk.read(["planted"])
    return walk.at("planted", requests)


@pytest.fixture
def person(monkeypatch) -> None:
    monkeypatch.setattr(Person, "client", lambda _self: Client(raise_request_exception=False))


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        ("nul", "ValueError"),
        ("nothing", "KeyError"),
        ("a file that is no file", "AttributeError"),
        ("says so", "Broken"),
    ],
)
def test_a_hole_is_found_and_told_short(fault, raised, settings, person):
    found = fuzzed(settings, fault)

    assert len(found.broken) == 1, found.broken
    ((where, one),) = found.broken.items()
    assert where.startswith(raised)
    assert (one.person, one.method, one.path) == ("anonymous", "POST", "/planted/")
    assert not one.query
    assert not one.headers
    assert not one.cookies
    assert len(str(one)) < 200, one


def test_a_site_without_holes_has_none_and_each_run_is_the_same(settings, person):
    one, other = fuzzed(settings, "none", 60), fuzzed(settings, "none", 60)

    assert one.broken == {}
    assert one.requests == 60
    assert one.statuses == other.statuses


def test_a_form_is_read_with_what_it_may_hold():
    (form, link) = read(
        "/here/", PAGE + '<a href="?page=2&amp;sort=far">2</a><form action="https://elsewhere.example/"></form>'
    )

    assert (form.path, form.method) == ("/planted/", "POST")
    assert {field.name: field.kind for field in form.fields.values()} == {
        "day": "date", "kind": "select", "words": "textarea", "paper": "file",
    }  # fmt: skip
    assert form.fields["kind"].values == ["a", "b"]
    assert (link.path, link.query) == ("/here/", ["page", "sort"])


def test_what_is_drawn_arrives_as_it_was_drawn(rf):
    fields = (("words", "é\x00"), ("paper", Upload("a.pdf", "pdf")), ("words", "twice"))

    kind, body = encoded(fields)
    request = rf.generic("POST", "/", body, kind)

    assert request.POST.getlist("words") == ["é\x00", "twice"]
    assert request.FILES["paper"].read() == fields[1][1].content
    assert str(Try("anonymous", "GET", "/", query=(("q", "x"),))) == "GET / as anonymous; ? (('q', 'x'),)"
