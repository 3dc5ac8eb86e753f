"""Whatever a request calls its charset: it is read as UTF-8, or as no form, and is never an error of ours."""

import encodings
import pkgutil

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from django.urls import reverse

pytestmark = pytest.mark.django_db
EVERY = sorted({module.name for module in pkgutil.iter_modules(encodings.__path__)} - {"aliases"})
ODD = ("none''x", "a'b", "utf-8''%ff%00", "''''", '"')
PARTS = b'--x\r\nContent-Disposition: form-data; name="zip_code"\r\n\r\n1\xff\r\n--x--\r\n'


@pytest.fixture(scope="module")
def serve():
    """As gunicorn calls the site: what breaks past Django is raised."""
    handler = WSGIHandler()

    def status(path: str, kind: str, body: bytes) -> int:
        request = RequestFactory().generic("POST", path, body, kind)
        answers: list[str] = []
        handler(request.environ, lambda line, _headers, *_more: answers.append(line))
        return int(answers[0].split()[0])

    return status


@pytest.mark.parametrize("form", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_no_codec_of_python_breaks_a_form_or_the_page_that_says_so(serve, form):
    body = PARTS if "multipart" in form else b"zip_code=1%ff"

    broken = {
        (name, path): status
        for name in EVERY
        for path in (reverse("pages:home"), f"{reverse('account_login')}?next=%C3%A9")
        if (status := serve(path, f"{form}; charset={name}", body)) not in {200, 403, 422}
    }

    assert len(EVERY) > 100
    assert broken == {}


@pytest.mark.parametrize("charset", ODD)
@pytest.mark.parametrize("form", ["text/html", "multipart/form-data; boundary=x"])
def test_a_charset_that_cannot_be_read_breaks_nothing(serve, form, charset):
    assert serve(reverse("pages:home"), f"{form}; charset*={charset}", PARTS) in {403, 422}


def test_a_form_of_our_own_pages_is_read(client):
    """The ZIP code leads on to the questions."""
    for kind, body in (
        ("application/x-www-form-urlencoded; charset=UTF-8", b"zip_code=94607"),
        ("multipart/form-data; boundary=x", PARTS.replace(b"1\xff", b"94607")),
    ):
        assert client.generic("POST", reverse("pages:home"), body, kind).status_code == 303
