"""What is taken along is what the privacy maps say that we keep."""

import json
import re

from django.test import RequestFactory
from django.urls import reverse

from caarisma.common.privacy import declared_fields
from matching.rights.holdings import OTHERS, PARTS
from matching.rights.taking_along import NOT_TOLD, everything_of
from matching.rights.whose import whose
from providers.teams.enums import Did, Role
from providers.teams.services.acts import note
from tests.factories.providers import make_provider, make_user
from tests.factories.teams import make_member, make_team
from tests.matching.rights.people import AGENT, MAIL, WORDS, ZIP, Planted, plant_review

HOLDINGS = [holding for part in PARTS for holding in part.holdings]


def asked_by(planted: Planted):
    request = RequestFactory().get("/")
    request.session = planted.client.session
    request.user = planted.user or type("Nobody", (), {"is_authenticated": False})()
    return request


def everything(planted: Planted, now) -> dict[str, list[dict]]:
    request = asked_by(planted)
    parts = everything_of(whose(request, now=now), request, now=now)
    return {table["name"]: table["rows"] for part in parts for table in part["tables"]}


def test_every_table_is_somebodys_or_says_why_it_is_nobodys():
    """A new table fails here until it is taken along and erased, or has a reason."""
    others = [label for labels in OTHERS.values() for label in labels]
    known = [holding.model._meta.label for holding in HOLDINGS] + others

    assert sorted(known) == sorted(label for label, _ in declared_fields())


def test_of_a_person_with_one_of_each_every_table_and_field_is_told(member, now):
    plant_review(member.asker, now=now)
    kept = make_provider(user=make_user())
    make_member(make_team(kept, now=now), Role.MANAGER, now=now, user=member.user)
    note(kept, Did.STILL_RIGHT, by=member.user, now=now)
    told = everything(member, now)
    declared = dict(declared_fields())

    never_planted = {"accounts.AuditEvent", "admin.LogEntry", "search.Match", "search.NearMiss"}
    for holding in HOLDINGS:
        label = holding.model._meta.label
        if label not in never_planted:
            assert {name for row in told[label] for name in row} == set(declared[label]), label


def test_their_words_are_in_it_and_no_key(member, now):
    text = json.dumps(everything(member, now), default=str, ensure_ascii=False)

    assert [word for word in (*WORDS, ZIP, "raised-scars") if word not in text] == []
    for key in ("a-key-that-opens", member.intake.token, member.user.password, "secret-of-"):
        assert key not in text
    assert NOT_TOLD in text


def test_without_an_account_it_is_what_the_browser_holds(visitor, now):
    told = everything(visitor, now)

    assert "accounts.User" not in told
    assert [row["zip_code"] for row in told["search.Intake"]] == [ZIP]
    assert AGENT not in json.dumps(told, default=str)


def test_a_stranger_gets_nothing_of_it(client, member, now):
    stranger = type(client)()
    page = stranger.post(reverse("me:download"), {"json": "1"})

    assert page.json()["parts"] == []


def test_the_answers_about_health_that_wait_in_the_session_are_unlocked(visitor, now):
    from datetime import timedelta

    from matching.search.health.keeping import keep_health
    from matching.search.health.told import HealthTold

    request = asked_by(visitor)
    keep_health(
        request,
        "a-draft",
        HealthTold(ticked=("raised-scars",), version="1", agreed_at=now),
        until=now + timedelta(hours=1),
    )

    parts = everything_of(whose(request, now=now), request, now=now)

    assert "raised-scars" in json.dumps(parts[-1], default=str)


class TestFiles:
    def test_both_say_the_same(self, visitor):
        asked = reverse("me:download")
        as_json, as_html = (visitor.client.post(asked, {kind: "1"}) for kind in ("json", "html"))

        assert as_json.headers["Content-Type"] == "application/json; charset=utf-8"
        assert re.fullmatch(r'attachment; filename="caarisma-[\d-]+\.html"', as_html.headers["Content-Disposition"])
        assert as_html.headers["Cache-Control"] == "no-store, private"
        page = as_html.content.decode()
        for part in as_json.json()["parts"]:
            assert all(table["name"] in page for table in part["tables"])
        assert "Gargoyle mornings" in page

    def test_what_was_written_waits_for_a_fresh_press(self, visitor, now):
        from datetime import timedelta

        from matching.consultations.models import Hold

        Hold.objects.update(proved_at=now - timedelta(days=15))
        page = visitor.client.get(reverse("me:download")).content.decode()
        told = visitor.client.post(reverse("me:download"), {"json": "1"}).content.decode()

        assert "This device has not proved lately that it is yours" in page
        assert "Gargoyle mornings" not in told
        assert ZIP in told

    def test_an_account_gives_its_password_again(self, member):
        answered = member.client.post(reverse("me:download"), {"json": "1"})

        assert answered.status_code == 302
        assert answered.headers["Location"].startswith("/accounts/")
        assert MAIL not in answered.content.decode()

    def test_a_get_gives_no_file(self, visitor):
        assert "Content-Disposition" not in visitor.client.get(reverse("me:download")).headers
