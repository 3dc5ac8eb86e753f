"""A page of the guide is signed by a clinician with a name: just these words, in this language, until a day."""

import json
import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from caarisma.accounts.models import AuditEvent
from caarisma.common.errors import UserFacingError
from tests.factories.providers import make_user
from tests.factories.signing import make_reviewer, open_sources
from treatments.models import Claim, Source
from treatments.signing.models import Signature, SourceOpening
from treatments.signing.pages import page_to_sign, pages_to_sign
from treatments.signing.selectors import source_states
from treatments.signing.services.opening import record_opening
from treatments.signing.services.reviewing import end_reviewer
from treatments.signing.services.signing import shown_hash, sign_contents
from treatments.signing.wording import english_hash, signed_text

pytestmark = pytest.mark.usefixtures("catalog")
PAGE = "prepare"
SAYS_NOBODY = "Not yet reviewed by a clinician."


@pytest.fixture
def clinician(now):
    user = make_user(is_staff=True)
    make_reviewer(user, now=now)
    return user


@pytest.fixture
def sign(clinician, now):
    """As the page at the desk does it, with all sources opened unless told otherwise."""

    def call(*languages: str, by=clinician, opened: bool = True, next_review: date | None = None):
        found = page_to_sign(PAGE, on=now.date())
        if opened:
            open_sources(found.contents.claims, by=by, now=now)
        return sign_contents(
            contents=found.contents, languages=languages, shown=shown_hash(found.pieces),
            next_review=next_review or now.date() + timedelta(days=365), by=by, now=now,
        )  # fmt: skip

    return call


def top(client, path: str) -> str:
    found = re.search(r'<p class="[^"]*guide-review">(.*?)</p>', client.get(path).content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split())


def page_data(client, path: str) -> dict:
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(path).content.decode())
    return next(block for block in map(json.loads, blocks) if block["@type"] == "MedicalWebPage")


def test_a_signed_page_names_who_signed_it_and_until_when(client, sign):
    sign("en")

    assert "Reviewed by: Ana Reyes, MD. Signed on Nov 24, 2026. Next review: Nov 24, 2027." in top(
        client, "/guide/prepare/"
    )
    data = page_data(client, "/guide/prepare/")
    assert data["reviewedBy"] == [{"@type": "Person", "name": "Ana Reyes", "honorificSuffix": "MD"}]
    assert data["lastReviewed"] == "2026-11-24"


def test_spanish_is_signed_by_itself_and_says_so_until_then(client, sign):
    sign("en")
    page, data = top(client, "/es/guide/prepare/"), page_data(client, "/es/guide/prepare/")
    assert "Ana Reyes, MD" in page
    assert "Reviewed by:" not in page
    assert not data.keys() & {"reviewedBy", "lastReviewed"}

    sign("es", opened=False)

    assert page_data(client, "/es/guide/prepare/")["reviewedBy"][0]["name"] == "Ana Reyes"


def test_one_other_word_and_the_signature_lapses_for_that_page(client, sign, now):
    sign("en")
    Claim.objects.filter(slug="doctor-first").update(text_en="Talk to a doctor.")

    assert SAYS_NOBODY in top(client, "/guide/prepare/")
    assert "reviewedBy" not in page_data(client, "/guide/prepare/")
    piece = next(
        each
        for each in page_to_sign(PAGE, on=now.date()).pieces
        if each.claim and each.claim.slug == "doctor-first" and each.language == "en"
    )
    assert (piece.signed, piece.before.text) == (None, "advice\nTalk to your doctor before you decide.")


def test_a_title_that_nobody_signed_is_not_reviewed(client, sign, monkeypatch):
    sign("en")
    monkeypatch.setattr("treatments.signing.selectors.page_text", lambda contents, language: "Another title")

    assert SAYS_NOBODY in top(client, "/guide/prepare/")


@pytest.mark.parametrize("after", [365, 366])
def test_a_signature_counts_until_its_next_review(sign, now, after):
    sign("en")

    signed = page_to_sign(PAGE, on=now.date() + timedelta(days=after)).english

    assert (signed is not None) is (after == 365)


def test_whom_we_no_longer_stand_by_signed_nothing(client, sign, clinician, now):
    sign("en")

    end_reviewer(reviewer_id=clinician.reviewer_rows.get().pk, why="No license.", by=make_user(), now=now)

    assert SAYS_NOBODY in top(client, "/guide/prepare/")


def test_who_has_no_confirmed_entry_cannot_sign(sign, now):
    waiting = make_user(is_staff=True)
    make_reviewer(waiting, now=now, confirmed=False)

    with pytest.raises(UserFacingError, match="see your license first"):
        sign("en", by=waiting)


def test_what_changed_while_it_was_read_is_not_signed(clinician, now):
    found = page_to_sign(PAGE, on=now.date())
    with pytest.raises(UserFacingError, match="changed while you read"):
        sign_contents(
            contents=found.contents, languages=["en"], shown="of something else",
            next_review=now.date() + timedelta(days=9), by=clinician, now=now,
        )  # fmt: skip


@pytest.mark.parametrize("days", [0, 732])
def test_the_next_review_is_within_two_years(sign, now, days):
    with pytest.raises(UserFacingError, match="within two years"):
        sign("en", next_review=now.date() + timedelta(days=days))


def test_nobody_signs_what_rests_on_a_source_that_nobody_opened(sign):
    with pytest.raises(UserFacingError, match="doctor-first"):
        sign("en", opened=False)

    assert not Signature.objects.exists()


def test_signing_twice_leaves_nothing_to_sign_and_stands_in_the_trail(sign):
    made = sign("en", "es")

    with pytest.raises(UserFacingError, match="nothing left"):
        sign("en", opened=False)
    told = AuditEvent.objects.get(verb="guide.sign")
    assert (told.about, told.details["texts"]) == ("guide prepare", len(made))


def test_nothing_we_ship_is_signed_and_the_list_costs_the_same_for_all_pages(now, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        pages = pages_to_sign(on=now.date())

    assert len(pages) > 50
    assert not any(page.english or page.spanish for page in pages)
    assert len({page.key for page in pages}) == len(pages)


# --- What the database holds by itself ------------------------------------------------------------------------------
def put(claim: Claim, user, now, **changes: object) -> Signature:
    fields = {
        "reviewer": user.reviewer_rows.get(),
        "claim": claim,
        "language": "en",
        "text": signed_text(claim, "en"),
        "signed_on": now.date(),
        "next_review": now.date() + timedelta(days=9),
        "at": now,
    }
    return Signature.objects.create(**{**fields, **changes})


def test_the_database_refuses_other_words_closed_sources_and_who_may_not(clinician, now):
    claim = Claim.objects.get(slug="doctor-first")
    waiting = make_user(is_staff=True)
    make_reviewer(waiting, now=now, confirmed=False)
    with pytest.raises(IntegrityError, match="nobody opened"), transaction.atomic():
        put(claim, clinician, now)
    open_sources([claim], by=clinician, now=now)

    with pytest.raises(IntegrityError, match="not the words"), transaction.atomic():
        put(claim, clinician, now, text="advice\nSomething else.")
    with pytest.raises(IntegrityError, match="may not sign"), transaction.atomic():
        put(claim, waiting, now)
    with pytest.raises(IntegrityError, match="signature_next_in_two_years"), transaction.atomic():
        put(claim, clinician, now, next_review=now.date())
    with pytest.raises(IntegrityError, match="signature_of_claim_or_page"), transaction.atomic():
        put(claim, clinician, now, page="prepare")
    signed = put(claim, clinician, now)

    signed.refresh_from_db()
    assert (signed.printed_name, signed.letters, len(signed.words)) == ("Ana Reyes", "MD", 64)
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        Signature.objects.update(printed_name="Eva Reyes")


def test_a_made_up_clinician_is_called_that_wherever_the_name_stands(client, sign, now, settings):
    settings.DEMO = True
    actor = make_user(is_staff=True)
    make_reviewer(actor, now=now, is_made_up=True, printed_name="Demo Person")

    sign("en", by=actor, opened=False)

    assert "These names are made up. No clinician has reviewed this page." in top(client, "/guide/prepare/")
    assert "reviewedBy" not in page_data(client, "/guide/prepare/")
    assert not SourceOpening.objects.exists()


# --- Sources --------------------------------------------------------------------------------------------------------
@pytest.fixture
def source():
    return Source.objects.get(slug="cdc-mmwr-2005")


@pytest.fixture
def record(source, clinician, now):
    def call(says: dict[str, bool], **changes: object) -> SourceOpening:
        shown = {slug: english_hash(Claim.objects.get(slug=slug)) for slug in says}
        fields = {"opened_on": now.date(), "is_whole": True, "quote": "Page 2.", "shown": shown}
        return record_opening(source_id=source.pk, says=says, by=clinician, now=now, **{**fields, **changes})

    return call


def test_a_person_says_of_each_sentence_if_the_source_says_so(record, source):
    [before] = source_states(slugs=[source.slug])
    first, second, *_rest = (claim.slug for claim in before.claims)

    record({first: True, second: False})

    [state] = source_states(slugs=[source.slug])
    assert first not in {claim.slug for claim in (*state.unsure, *state.otherwise)}
    assert [claim.slug for claim in state.otherwise] == [second]
    assert not state.is_done


def test_what_was_compared_counts_for_those_words_alone(record, source):
    [before] = source_states(slugs=[source.slug])
    slug = before.claims[0].slug
    record({slug: True})

    Claim.objects.filter(slug=slug).update(text_en="Other words.")

    assert slug in {claim.slug for claim in source_states(slugs=[source.slug])[0].unsure}


def test_a_source_with_another_address_is_to_be_opened_anew(record, source):
    slug = source_states(slugs=[source.slug])[0].claims[0].slug
    record({slug: True})

    Source.objects.filter(pk=source.pk).update(url="https://www.cdc.gov/elsewhere")

    assert source_states(slugs=[source.slug])[0].newest is None


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"quote": " "}, "Copy some"), ({"shown": {}}, "changed while"), ({"opened_on": date(2030, 1, 1)}, "to come")],
)
def test_an_opening_without_evidence_is_refused(record, source, changes, says):
    slug = source_states(slugs=[source.slug])[0].claims[0].slug
    with pytest.raises(UserFacingError, match=says):
        record({slug: True}, **changes)


def test_readers_are_told_how_a_source_was_read_until_a_person_opened_it(client, record, source):
    slug = source_states(slugs=[source.slug])[0].claims[0].slug
    before = client.get("/guide/sources/").content.decode()
    assert "Abstract only." in before
    assert "Opened by a person" not in before

    record({slug: True})

    assert "Opened by a person on Nov 24, 2026." in client.get("/guide/sources/").content.decode()
