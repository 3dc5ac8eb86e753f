"""Every mail that the site can send: both dresses, both languages, and nothing of what somebody asked for."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from caarisma.site.mail_previews import previews
from tests.factories.catalog import fill_catalog
from tests.letters import same_words
from treatments.models import Area, Concern

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
SITE = "https://caarisma.example/"
STAFF_READ = ("ledger/", "desk/")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", sorted(previews()))
def test_text_and_html_say_the_same_and_it_is_signed(name, language):
    letter = previews()[name](language)

    assert same_words(letter)
    assert f'<html lang="{language}">' in letter.html
    assert letter.text.endswith(f"Caarisma\n{SITE}\n")
    assert "\n" not in letter.subject
    assert letter.html.count('class="button"') <= 1
    assert not re.search(r"<(img|script|link)\b", letter.html)
    assert all(url.startswith(SITE) for url in re.findall(r"https?://[^\s\"<]+", letter.text + letter.html))


NOBODY_READS = {
    "en": "We cannot read replies to this mail. Write to us:\nhttps://caarisma.example/contact/\n",
    "es": "https://caarisma.example/es/contact/\n",
}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", sorted(previews()))
def test_it_says_that_nobody_reads_a_reply_and_where_one_can_write(name, language):
    letter = previews()[name](language)

    assert NOBODY_READS[language] in letter.text
    with translation.override(language):
        assert letter.text.count(translation.gettext("We cannot read replies to this mail.")) == 1


@pytest.mark.parametrize("name", sorted(name for name in previews() if not name.startswith(STAFF_READ)))
def test_spanish_is_not_english(name):
    """But for providers' own record, which is not translated in every word."""
    english, spanish = (previews()[name](language) for language in ("en", "es"))

    assert english.subject != spanish.subject


def test_no_mail_names_what_somebody_asked_for(db, now):
    fill_catalog(now=now)
    words = {str(row).lower() for model in (Area, Concern) for row in model.objects.all()} | {
        "mesotherapy",
        "mesoterapia",
    }
    for name, make in previews().items():
        for language in ("en", "es"):
            letter = make(language)
            said = f"{letter.subject} {letter.text}".lower()
            assert [word for word in words if re.search(rf"\b{re.escape(word)}\b", said)] == [], name


def test_every_template_of_a_mail_is_among_them():
    files = {path.relative_to(TEMPLATES) for path in TEMPLATES.rglob("emails/*.txt")}
    files |= {path.relative_to(TEMPLATES) for path in TEMPLATES.glob("account/email/*_message.txt")}
    own = {path.name.removeprefix("provider_").removesuffix(".txt").removesuffix("_message") for path in files}
    known = {name.rpartition("/")[2] for name in previews()}

    assert own - {"signed", "base"} <= known


def test_they_are_seen_where_people_work_on_the_site_alone(client, db, settings):
    address = reverse("dev_mails")
    assert client.get(address).status_code == 404

    settings.DEBUG = True
    for name in previews():
        for language in ("en", "es"):
            assert client.get(address, {"mail": name, "in": language}).status_code == 200
