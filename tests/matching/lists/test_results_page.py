"""The ranked list as a person gets it."""

import math
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.engine import CURRENT, Factor
from matching.engine.geography import EARTH_RADIUS_MILES
from matching.lists import obstacles, standing
from matching.lists.selectors import Sort, results_for
from matching.lists.services.owning import share_list
from matching.lists.standing import in_the_way
from matching.search.enums import FinishedBy, JobState
from matching.search.models import Intake
from matching.search.services.jobs import finish_match_job
from providers.directory.enums import LicenseStatus, PlacedBy
from tests.factories.matching import make_intake, own
from tests.factories.providers import (
    make_exclusion,
    make_license,
    make_listed_location,
    make_location,
    make_offering,
    make_provider,
    make_user,
)
from tests.factories.treatments import make_area_concern

pytestmark = pytest.mark.django_db

A_MILE = 0.0145  # degrees of latitude


def ranked(now, **fields) -> Intake:
    intake = make_intake(now=now, **fields)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    return Intake.objects.get(pk=intake.pk)


def page(client, intake, query: str = "") -> str:
    own(client, intake)
    response = client.get(intake.get_absolute_url() + query)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def three(now):
    """Nearest, cheapest and soonest are three different providers; the fit order is that of the distance."""
    near = make_listed_location(now=now, price=240, latitude=37.8088 + A_MILE)
    cheap = make_listed_location(now=now, price=160, latitude=37.8088 + 9 * A_MILE)
    soon = make_listed_location(
        now=now,
        price=230,
        latitude=37.8088 + 4 * A_MILE,
        next_opening_at=now + timedelta(hours=30),
        hours_confirmed_on=now.date() - timedelta(days=1),
    )
    return near, cheap, soon


class TestTheList:
    def test_the_heading_counts_and_the_line_repeats_the_needs(self, client, now, three):
        text = page(client, ranked(now))

        assert "<h1>3 providers fit your plan</h1>" in text
        assert "Face, for fine lines. Within 15 miles of 94612, up to $250 a session." in text

    def test_the_title_and_address_hold_no_area_or_concern(self, client, now, three):
        intake = ranked(now)
        title = re.search(r"<title>(.*?)</title>", page(client, intake)).group(1)

        assert "face" not in title.lower()
        assert not re.search("face|lines", intake.get_absolute_url())

    def test_a_card_shows_whole_course_distance_proof_reasons_and_one_drawback(self, client, now):
        fees = {"first_visit_fee": 60, "first_visit_fee_credited": True}
        make_listed_location(now=now, price=180, placed_by=PlacedBy.PIN, **fees)

        text = page(client, ranked(now))

        assert "$1,080 to $1,800" in text
        assert "$180 a session" in text
        assert "less than 0.1 miles" in text
        assert "8 of 8 checks passed, last on " in text
        match = Intake.objects.get().matches.get()
        assert f"{match.location.address_on_site(match.provider.slug)}#checks-table" in text
        assert "$70 under your limit for each session" in text
        assert text.count("Good to know:") == 1

    def test_the_middle_of_a_zip_code_is_never_told_as_a_door(self, client, now):
        make_listed_location(now=now, placed_by=PlacedBy.ZIP)

        text = page(client, ranked(now))

        assert "In ZIP code 94612" in text
        assert "about 2.0 miles" in text, "what its pin is called"
        assert "less than 0.1 miles" not in text

    def test_nearest_first_reads_so(self, client, now):
        """Reported of the middle of Chicago: 0.7 miles, about 1.2, about 0.4, about 0.2, 2.6."""
        for placed_by, miles in (("street", 0.7), ("zip", 1.2), ("zip", 0.4), ("street", 2.6), ("zip", 2.3)):
            north = 37.8088 + math.degrees(miles / EARTH_RADIUS_MILES)
            make_listed_location(now=now, placed_by=placed_by, latitude=north, zip_code="94607")

        text = page(client, ranked(now), "?sort=nearest")

        assert re.findall(r'<b class="num">(about [\d.]+|[\d.]+) miles</b>', text) == [
            "0.7", "about 2.0", "about 2.0", "about 2.3", "2.6",
        ]  # fmt: skip
        assert "Near you: 0.4" not in text

    def test_ninety_days_without_the_clinics_word_are_told(self, client, now):
        place = make_listed_location(now=now)
        for days, told in ((89, False), (91, True)):
            type(place).objects.filter(pk=place.pk).update(confirmed_on=now.date() - timedelta(days=days))
            assert ("The clinic has not confirmed this since" in page(client, ranked(now))) is told

    def test_cards_and_pins_carry_the_same_numbers(self, client, now, three):
        text = page(client, ranked(now))

        for number in (1, 2, 3):
            assert f'id="match-{number}"' in text
            assert f'href="#match-{number}"' in text

    def test_the_live_weights_are_on_the_page(self, client, now, three):
        assert f"{CURRENT.points[Factor.OPENINGS]} points" in page(client, ranked(now))

    @pytest.mark.parametrize(("sort", "first"), [("nearest", 0), ("cost", 1), ("opening", 2)])
    def test_sorting(self, client, now, three, sort, first):
        intake = ranked(now)

        card = results_for(intake, now=now, sort=Sort(sort)).cards[0]

        assert card.location == three[first]
        assert f'href="?sort={sort}" aria-current="true"' in page(client, intake, f"?sort={sort}")

    def test_an_unknown_sort_is_best_fit(self, client, now, three):
        assert 'href="?sort=fit" aria-current="true"' in page(client, ranked(now), "?sort=price;drop")

    def test_sorting_never_changes_the_count(self, client, now, three):
        intake = ranked(now)

        assert all("3 providers fit" in page(client, intake, f"?sort={sort}") for sort in Sort.values)

    def test_ten_first_and_the_rest_on_request(self, client, now):
        for _ in range(12):
            make_listed_location(now=now)
        intake = ranked(now)

        assert page(client, intake).count('class="match"') == 10
        assert "Show 2 more matches" in page(client, intake)
        assert page(client, intake, "?show=all").count('class="match"') == 12

    def test_queries_do_not_grow_with_the_list(self, client, now):
        make_listed_location(now=now)
        few = queries_of(client, ranked(now))
        for _ in range(9):
            make_listed_location(now=now)
            make_listed_location(now=now, price=300)

        assert queries_of(client, ranked(now)) <= few + 1  # the near misses bring their places along

    def test_names_typed_by_people_are_text(self, client, now):
        make_listed_location(now=now, provider=make_provider(last_name="<script>x</script>"), clinic_name="<b>Skin</b>")

        text = page(client, ranked(now))

        assert "<script>x" not in text
        assert "<b>Skin" not in text

    def test_demonstration_providers_are_marked(self, client, now):
        make_listed_location(now=now, provider=make_provider(is_demonstration=True, npi="2000000002"))

        assert "Demonstration" in page(client, ranked(now))


def queries_of(client, intake) -> int:
    with CaptureQueriesContext(connection) as queries:
        page(client, intake, "?show=all")
    return len(queries)


class TestNobodyWhoShouldNotBeShown:
    def test_a_license_revoked_between_ranking_and_viewing(self, client, now, three):
        intake = ranked(now)
        near = three[0]
        near.provider.licenses.update(status=LicenseStatus.REVOKED)

        text = page(client, intake)

        assert "2 providers fit your plan" in text
        assert near.provider.last_name not in text

    def test_an_exclusion_found_since(self, client, now, three):
        intake = ranked(now)
        make_exclusion(three[1].provider, now=now)

        assert three[1].provider.last_name not in page(client, intake)

    def test_a_clinic_that_takes_nobody_new_since(self, client, now, three):
        intake = ranked(now)
        three[1].accepting_patients = False
        three[1].save()

        assert three[1].provider.last_name not in page(client, intake)

    def test_a_near_miss_who_lost_the_license_since(self, client, now):
        miss = make_listed_location(now=now, price=275)
        intake = ranked(now)
        miss.provider.licenses.update(expires_on=now.date() - timedelta(days=2))

        assert miss.provider.last_name not in page(client, intake)

    def test_a_valid_nevada_license_and_a_lapsed_california_one(self, client, now):
        location = make_listed_location(now=now)
        location.provider.licenses.update(expires_on=now.date() - timedelta(days=2))
        make_license(location.provider, state="NV", expires_on=now.date() + timedelta(days=400))

        text = page(client, ranked(now))

        assert "No provider fits yet" in text
        assert location.provider.last_name not in text


class TestChangingOneThing:
    @pytest.fixture
    def miss(self, now):
        make_listed_location(now=now, price=200)
        return make_listed_location(now=now, price=275)

    def press(self, client, intake, name: str, **data):
        own(client, intake)
        return client.post(reverse(f"matching:{name}", args=[intake.token]), data)

    def rank_again(self, intake, now) -> Intake:
        finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
        return Intake.objects.get(pk=intake.pk)

    def test_a_near_miss_says_what_misses_and_offers_the_smallest_change(self, client, now, miss):
        intake = share_list(intake_id=ranked(now).pk, now=now)
        text, copy = page(client, intake), client.get(intake.get_shared_url()).content.decode()

        assert "Almost a match" in text
        assert "$25 over your limit at $275 a session" in text
        assert "Raise my limit to $275" in text
        assert "Almost a match" in copy
        assert "Raise my limit to $275" not in copy, "who cannot change the list is offered no change"

    @pytest.mark.parametrize(
        ("miles", "own", "copy"),
        [(15.03, "15.1 miles", "16 miles"), (15.4, "15.4 miles", "16 miles"), (16.4, "16.4 miles", "16 miles")],
    )
    def test_who_is_farther_than_asked_is_not_rounded_to_what_was_asked(self, client, now, miles, own, copy):
        """Within 15 miles: "15.0 miles. Farther than you asked" would be one too many."""
        north = 37.8088 + math.degrees(miles / EARTH_RADIUS_MILES)
        make_listed_location(now=now, placed_by=PlacedBy.STREET, latitude=north)
        intake = share_list(intake_id=ranked(now).pk, now=now)

        assert f"Oakland, {own}. Farther than you asked" in page(client, intake)
        assert f"Oakland, {copy}. Farther than you asked" in client.get(intake.get_shared_url()).content.decode()

    def test_beside_a_long_list_only_who_is_better_than_its_last_card(self, client, now, three):
        last = make_listed_location(now=now, price=245, latitude=37.8088 + 13 * A_MILE)
        better = make_listed_location(now=now, price=255, latitude=37.8088 + A_MILE)
        worse = make_listed_location(now=now, price=400, latitude=37.8088 + 14 * A_MILE)
        intake = ranked(now)
        scores = {miss.location_id: miss.score for miss in intake.near_misses.all()}
        least = intake.matches.last()

        assert least.location == last
        assert scores[worse.pk] < least.score < scores[better.pk]
        assert [line.location for line in results_for(intake, now=now).near_misses] == [better]
        last.provider.licenses.update(status=LicenseStatus.REVOKED)
        short = results_for(intake, now=now).near_misses
        assert {line.location for line in short} == {better, worse}, "a short list is helped by everybody"

    def test_one_tap_lets_them_in_and_undo_takes_it_back(self, client, now, miss):
        intake = ranked(now)

        self.press(client, intake, "relax", near_miss=intake.near_misses.get().pk)
        relaxed = page(client, self.rank_again(intake, now))
        self.press(client, intake, "undo", change=intake.changes.get().pk)
        undone = page(client, self.rank_again(intake, now))

        assert "2 providers fit your plan" in relaxed
        assert "You raised your limit to $275." in relaxed
        assert "1 provider fits your plan" in undone
        assert "You raised" not in undone

    def test_a_list_that_moved_on_says_so(self, client, now, miss):
        response = self.press(client, ranked(now), "relax", near_miss=10**9)

        assert response.status_code == 409
        assert "See the list as it is now" in response.content.decode()

    @pytest.mark.parametrize(
        "data", [{}, {"near_miss": "1 OR 1"}, {"offer": "0"}, {"offer": "widen_radius:²"}, {"offer": ":"}]
    )
    def test_what_was_not_offered_cannot_be_posted(self, client, now, miss, data):
        assert self.press(client, ranked(now), "relax", **data).status_code == 409

    def test_a_change_of_somebody_else_cannot_be_undone(self, client, now, miss):
        mine, other = ranked(now), ranked(now)
        self.press(client, other, "relax", near_miss=other.near_misses.get().pk)

        response = self.press(client, mine, "undo", change=other.changes.get().pk)

        assert response.status_code == 409
        assert other.changes.get().undone_at is None

    def test_an_empty_list_names_what_stands_in_the_way(self, client, now):
        make_listed_location(now=now, price=300)
        make_listed_location(now=now, price=290)
        intake = ranked(now)

        text = page(client, intake)
        self.press(client, intake, "relax", offer="raise_limit:300")

        assert "No provider fits yet" in text
        assert "2 providers fit if you raise your limit to $300" in text
        assert "2 providers fit your plan" in page(client, self.rank_again(intake, now))

    def test_what_stands_in_the_way_is_worked_out_once_a_minute_and_list(self, now, settings, monkeypatch):
        memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "in-the-way"}
        settings.CACHES = settings.CACHES | {"pages": memory}
        runs = []
        monkeypatch.setattr(
            obstacles, "in_the_way", lambda *args, **kwargs: runs.append(1) or in_the_way(*args, **kwargs)
        )
        make_listed_location(now=now, price=300)
        intake, other = ranked(now), ranked(now)

        found = [results_for(asked, now=now).obstacles for asked in (intake, intake, other)]

        assert len(runs) == 2
        assert found[0] == found[1]
        Intake.objects.get(pk=intake.pk).save()
        results_for(Intake.objects.get(pk=intake.pk), now=now)
        assert len(runs) == 3, "answers that changed are another list"

    def test_only_the_first_ways_out_are_followed_further(self, now, monkeypatch):
        make_listed_location(now=now)
        intake, runs = ranked(now), []
        monkeypatch.setattr(standing, "_next", lambda *_: runs.append(1))
        monkeypatch.setattr(standing, "can_be_kept", lambda *_: True)
        part = SimpleNamespace(relaxation=None)
        monkeypatch.setattr(standing, "standing", lambda *_: SimpleNamespace(fit=0, parts=(part,) * 9))

        found = standing.in_the_way(intake, now=now)

        assert len(runs) == standing.LOOKED_AHEAD
        assert len(found.then) == len(found.offers) == 9

    def test_no_way_out_is_followed_further_where_the_list_has_offers_of_its_own(self, now, monkeypatch):
        make_listed_location(now=now, price=300)
        intake, runs = ranked(now), []
        monkeypatch.setattr(standing, "_next", lambda *_: runs.append(1))

        found = results_for(intake, now=now)

        assert found.blocking
        assert found.obstacles.lines
        assert runs == []

    def test_the_gate_is_asked_once_for_the_whole_directory(self, now):
        make_listed_location(now=now, latitude=37.8088 + 5 * A_MILE)
        far = make_listed_location(now=now, latitude=37.8088 + 40 * A_MILE)
        make_offering(make_location(far.provider, latitude=37.8088 + 60 * A_MILE))
        make_listed_location(now=now, latitude=37.8088 + 120 * A_MILE)

        with CaptureQueriesContext(connection) as queries:
            found = standing.in_the_way(make_intake(now=now, max_price=20), now=now)

        assert (found.listed, found.listed_near) == (2, 1)
        asked = [query for query in queries if query["sql"].startswith("EXECUTE caarisma_gate_of_places")]
        assert len(asked) == 1

    def test_a_second_click_never_makes_another_change(self, client, now):
        make_listed_location(now=now, price=300)
        make_listed_location(now=now, latitude=37.8088 + 24 * A_MILE)
        intake = ranked(now)
        assert len(intake.job.blocking) > 1

        self.press(client, intake, "relax", offer="raise_limit:300")
        self.rank_again(intake, now)
        self.press(client, intake, "relax", offer="raise_limit:300")

        assert intake.changes.count() == 1
        assert Intake.objects.get(pk=intake.pk).radius_miles == intake.radius_miles

    def test_a_change_that_was_never_offered_is_refused(self, client, now):
        make_listed_location(now=now, price=300)
        intake = ranked(now)

        assert self.press(client, intake, "relax", offer="raise_limit:5000").status_code == 409

    def test_a_short_list_offers_what_would_let_more_in(self, client, now):
        make_listed_location(now=now)
        make_listed_location(now=now, price=300)

        intake = ranked(now)
        own(client, intake)
        text = page(client, intake)

        assert "More would fit if you change one thing" in text
        assert 'value="raise_limit:300"' in text

    def test_a_list_of_which_nobody_is_left_counts_nobody(self, client, now):
        location = make_listed_location(now=now)
        intake = ranked(now)
        intake.job.matched_count = 12
        intake.job.save()
        location.provider.licenses.update(status="revoked")

        assert "No provider fits yet" in page(client, intake)

    def test_with_nobody_near_it_says_so_plainly(self, client, now):
        make_area_concern()

        assert "We have no checked provider near you yet" in page(client, ranked(now))

    @pytest.mark.parametrize("name", ["relax", "undo", "refresh"])
    def test_changes_are_posts(self, client, now, miss, name):
        intake = ranked(now)
        own(client, intake)

        assert client.get(reverse(f"matching:{name}", args=[intake.token])).status_code == 405

    def test_an_old_list_offers_to_be_refreshed(self, client, now, miss):
        intake = ranked(now)
        intake.job.done_at = now - timedelta(hours=25)
        intake.job.save()

        assert "more than a day old" in page(client, intake)
        self.press(client, intake, "refresh")
        intake.job.refresh_from_db()
        assert intake.job.state == JobState.PENDING


class TestWhoMaySee:
    def test_the_link_is_no_key(self, client, now, three):
        client.force_login(make_user())

        assert client.get(ranked(now).get_absolute_url()).status_code == 404

    @pytest.mark.parametrize("token", ["x", "0" * 32, "../admin", "%00"])
    def test_a_link_that_never_was(self, client, now, token):
        assert client.get(f"/matches/{token}/").status_code == 404

    def test_a_list_past_its_day_is_gone(self, client, now, three):
        intake = ranked(now)
        own(client, intake)
        Intake.objects.filter(pk=intake.pk).update(
            consented_at=now - timedelta(days=31), expires_at=now - timedelta(days=1)
        )

        response = client.get(intake.get_absolute_url())

        assert response.status_code == 410
        assert three[0].provider.last_name not in response.content.decode()

    def test_nothing_of_it_is_kept_or_passed_on(self, client, now, three):
        response = client.get(ranked(now).get_absolute_url())

        assert response.headers["Cache-Control"] == "no-store, private"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert '<meta name="robots" content="noindex">' in response.content.decode()

    def test_a_list_not_yet_ranked_waits_under_its_own_address(self, client, now, three):
        assert "Looking for providers" in page(client, make_intake(now=now))
