"""The guide at the desk: entering who signs, opening sources, signing a page, and what changed since."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from caarisma.accounts.roles import load_roles
from providers.worklists.rewording import reworded
from tests.factories.catalog import fill_catalog
from tests.factories.providers import make_user
from tests.factories.signing import make_reviewer, open_sources
from treatments.models import Claim
from treatments.signing.models import Reviewer, Signature, SourceOpening
from treatments.signing.pages import page_to_sign
from treatments.signing.services.signing import shown_hash

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings, now):
    settings.STAFF_NEED_SECOND_FACTOR = False
    fill_catalog(now=now)
    load_roles()


def person(role: str):
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def entry(user, **changes: object) -> dict[str, object]:
    today = timezone.localdate()
    typed = {
        "user": user.pk, "printed_name": "Ana Reyes", "letters": "NP", "license_state": "CA", "license_number": "1",
        "seen_where": "The board", "seen_on": today, "good_until": today + timedelta(days=90), "interests": "none",
    }  # fmt: skip
    return {**typed, **changes}


def test_a_clinician_is_entered_by_one_and_confirmed_by_another(client):
    clinician, first, second = person("clinician"), person("vetter"), person("medical director")
    client.force_login(first)
    client.post(reverse("worklists:guide_reviewers"), entry(clinician))
    row = Reviewer.objects.get()
    refused = client.post(reverse("worklists:guide_reviewer", args=[row.pk]), {"step": "confirm"})
    assert "Another person has to confirm it." in refused.content.decode()

    client.force_login(second)
    client.post(reverse("worklists:guide_reviewer", args=[row.pk]), {"step": "confirm"})

    row.refresh_from_db()
    assert (row.confirmed_by, row.may_sign(on=timezone.localdate())) == (second, True)
    client.post(reverse("worklists:guide_reviewer", args=[row.pk]), {"step": "end", "why": "Left."})
    row.refresh_from_db()
    assert row.ended_why == "Left."


def test_only_who_may_sign_can_be_entered_and_a_wrong_npi_is_told(client):
    client.force_login(person("vetter"))

    answer = client.post(reverse("worklists:guide_reviewers"), entry(person("editor"), npi="1234567890"))

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"user", "npi"}


def test_a_source_is_opened_with_evidence_and_compared_sentence_by_sentence(client):
    client.force_login(person("editor"))
    address = reverse("worklists:guide_source", args=["cdc-mmwr-2005"])
    page = client.get(address)
    rows = page.context["rows"]
    typed = {"opened_on": timezone.localdate(), "is_whole": "yes", "quote": "Page 1127: ..."}
    for claim, says, words in rows:
        typed |= {words.html_name: words.value(), says.html_name: "no" if claim == rows[0][0] else "yes"}

    answer = client.post(address, typed)

    assert answer.status_code == 303
    found = SourceOpening.objects.get().found
    assert [slug for slug, one in found.items() if not one["says"]] == [rows[0][0].slug]
    listed = client.get(reverse("worklists:guide_sources")).content.decode()
    assert f"<td>{rows[0][0].slug}</td>" in " ".join(listed.split()).replace("<td> ", "<td>").replace(" </td>", "</td>")


def test_a_page_is_signed_and_what_changes_after_is_marked_word_by_word(client, now):
    clinician = person("clinician")
    client.force_login(clinician)
    address = reverse("worklists:guide_page", args=["prepare"])
    assert "two of our staff have to see your license" in client.get(address).content.decode()
    make_reviewer(clinician, now=now)
    found = page_to_sign("prepare", on=timezone.localdate())
    typed = {
        "shown": shown_hash(found.pieces),
        "languages": ["en", "es"],
        "next_review": now.date() + timedelta(days=300),
    }
    closed = client.post(address, typed)
    assert "Nobody has opened every source of these yet" in closed.content.decode()
    open_sources(found.contents.claims, by=clinician, now=now)

    answer = client.post(address, typed)

    assert answer.status_code == 303
    assert Signature.objects.filter(language="es").count() == len(found.contents.claims) + 1
    Claim.objects.filter(slug="doctor-first").update(text_en="Talk to your own doctor before you decide.")
    page = client.get(address).content.decode()
    assert "Talk to your <ins>own </ins>doctor" in page
    assert "Changed since Ana Reyes signed it" in page


def test_a_reader_of_the_desk_signs_and_opens_nothing(client):
    client.force_login(person("auditor"))

    seen = [reverse("worklists:guide_pages"), reverse("worklists:guide_page", args=["area/face"])]
    seen += [reverse("worklists:guide_sources"), reverse("worklists:guide_source", args=["cdc-mmwr-2005"])]

    assert {client.get(address).status_code for address in seen} == {200}
    assert {client.post(address).status_code for address in seen} == {403, 405}


@pytest.mark.parametrize(("before", "after"), [("a b c", "a x c"), ("", "a"), ("a b", "a b"), ("a  b\nc", "b c d")])
def test_the_stretches_make_both_texts(before, after):
    stretches = list(reworded(before, after))

    assert "".join(words for kind, words in stretches if kind != "out") == after
    assert "".join(words for kind, words in stretches if kind != "in") == before


def test_the_front_page_leads_a_clinician_to_what_is_to_be_signed(client):
    client.force_login(person("clinician"))

    front = client.get(reverse("admin:index")).content.decode()

    assert front.count(reverse("worklists:guide_pages")) > 1  # in the menu too
    assert reverse("worklists:guide_sources") in front
