"""The planner's page: what it plans, what its address holds, and what it never says."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from tests.factories.catalog import fill_catalog
from tests.matching.planner.planner_pages import URL, amounts, get, page_words, part
from tests.readability import BANNED, long_sentences
from treatments.enums import ClaimStatus
from treatments.models import Area, Claim, Concern, CostGuide, SessionPlan

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

DAY = "2027-01-05"


@pytest.fixture(autouse=True)
def _catalog(now):
    fill_catalog(now=now)


class TestThePlan:
    def test_a_bare_address_gives_a_plan_by_the_guide(self, client):
        response = client.get(URL)

        page = page_words(response)
        assert response.status_code == 200
        assert "6 sessions, from Tue, Dec 1, 2026 to Tue, Jan 5, 2027." in page
        assert "Guide price, 2022: $150 to $400 for one session of one area." in page
        assert "6 sessions at $150 to $400 each. In all: $900 to $2,400." in page
        assert "This is a guide. Your provider sets the plan." in page

    def test_a_typed_price_is_used_for_every_area_and_session(self, client):
        page = page_words(get(client, sessions=8, areas=2, price="$220", start=DAY, fee="75"))

        assert "You typed $220 for one session of one area." in page
        assert "8 sessions at $440 each. In all: $3,595." in page
        assert "The first visit: $75, paid on top." in page

    def test_a_credited_fee_comes_off(self, client):
        page = page_words(get(client, price="220", start=DAY, fee="75", credited="on"))

        assert "In all: $1,320." in page
        assert "The first visit: $75, and it comes off the first session." in page

    def test_days_off_move_sessions_and_say_so(self, client):
        page = page_words(get(client, start=DAY, off=["sat", "tue"], away="Jan 13, 2027 to Jan 15, 2027"))

        assert "6 sessions, from Wed, Jan 6, 2027" in page
        assert "Moved from Tue, Jan 5, when you cannot go" in page
        assert "2 Sun, Jan 17, 2027 Moved from Wed, Jan 13, when you cannot go" in page

    def test_only_the_rest_is_dated_and_no_effect_that_nobody_has_shown(self, client):
        page = page_words(get(client, start=DAY))

        assert "Mon, May 10, 2027 or later Another course" in page
        assert "nobody has shown how long an effect of a mix lasts" in page
        assert not re.search("see a change|said to last|Counted from the last session", page)

    def test_setting_aside_and_the_months_add_up_to_the_course(self, client):
        page = page_words(get(client, price="200", start="2026-12-14"))

        assert "Set aside $600 a month, 2 times." in page
        assert "December 2026, 3 sessions $600" in page
        assert "January 2027, 3 sessions $600" in page

    def test_a_year_has_the_sessions_that_fit(self, client):
        page = page_words(get(client, price="200", start=DAY))

        assert "A year has room for 18 sessions at most" in page
        assert "That is $3,600." in page

    def test_numbers_come_from_the_catalog(self, client):
        SessionPlan.objects.update(sessions_min=4, sessions_max=5, first_phase_sessions=4, first_phase_gap_days=14)
        CostGuide.objects.update(low=100, high=210, as_of_year=2024)

        page = page_words(get(client, start=DAY))

        assert "4 sessions, from Tue, Jan 5, 2027 to Tue, Feb 16, 2027." in page
        assert "Guide price, 2024: $100 to $210" in page


class TestPicturesHaveTwins:
    def test_the_line_of_time_and_the_table_name_the_same_days(self, client):
        response = get(client, sessions=9, start=DAY, off=["sun"])

        told = re.findall(r"Session \d+: (\w+ \d+, \d{4})", part(response, '<desc id="line-desc">', "</desc>"))
        table = re.findall(r"\w{3}, (\w+ \d+, \d{4})", part(response, "planner-days", "</table>"))
        assert len(told) == 9
        assert told == table

    def test_the_bars_the_description_and_the_list_name_the_same_amounts(self, client):
        response = get(client, sessions=8, start=DAY, fee="60")

        drawn = amounts(part(response, '<desc id="bars-desc">', "</desc>"))
        texts = amounts(part(response, 'aria-labelledby="bars-title bars-desc">.*?</desc>', "</svg>"))
        twin = amounts(part(response, r'aria-labelledby="bars-title.*?<ul class="steps">', "</ul>"))
        assert drawn == texts == twin
        assert drawn[:2] == ["$960", "$2,460"]

    def test_there_is_a_bar_for_the_shortest_the_asked_and_the_longest_course(self, client):
        twin = part(get(client, sessions=8, start=DAY), r'aria-labelledby="bars-title.*?<ul class="steps">', "</ul>")

        assert re.findall(r"\d+ sessions", twin) == ["6 sessions", "8 sessions", "10 sessions", "17 sessions"]


def share_link(response) -> str:
    return re.search(r'<a href="([^"]*)">Link to this plan', response.content.decode())[1].replace("&amp;", "&")


FULL = {
    "sessions": "8",
    "areas": "2",
    "price": "$1,500",
    "right": "on",
    "fee": "75",
    "credited": "on",
    "start": "Jan 5, 2027",
    "off": ["sun", "sat"],
    "away": "Feb 1, 2027 to Feb 5, 2027\nFeb 9, 2027",
    "zip": "94612",
    "at": "2:30 pm",
    "zone": "America/Los_Angeles",
}


class TestSharing:
    def test_the_link_gives_the_same_plan_again_and_the_same_link(self, client):
        response = get(client, **FULL)

        again = client.get(share_link(response))

        for start, end in [('id="plan-title"', "</section>"), ("planner-days", "</table>"), ("bars-desc", "</desc>")]:
            assert part(again, start, end) == part(response, start, end)
        assert share_link(again) == share_link(response)

    def test_the_link_holds_the_plan_alone(self, client):
        held = parse_qs(urlsplit(share_link(get(client, **FULL, email="me@example.com"))).query)

        assert held == {
            "sessions": ["8"],
            "areas": ["2"],
            "price": ["1500"],
            "right": ["on"],
            "fee": ["75"],
            "credited": ["on"],
            "start": ["2027-01-05"],
            "off": ["sat", "sun"],
            "away": ["2027-02-01 to 2027-02-05;2027-02-09"],
            "at": ["14:30"],
            "zone": ["America/Los_Angeles"],
        }

    def test_a_plan_without_a_day_is_shared_with_the_day_it_showed(self, client):
        assert "start=2026-12-01" in share_link(get(client))

    def test_neither_address_nor_title_nor_fields_speak_of_health(self, client):
        response = get(client, **FULL)
        html = response.content.decode()
        title = re.search("<title>(.*?)</title>", html)[1]
        names = re.findall(r' name="(\w+)"', part_of_form(html))

        said = " ".join([share_link(response), title, *names]).lower()

        words = {row.name_en.lower() for model in (Area, Concern) for row in model.objects.all()}
        assert not [word for word in {*words, "mesotherapy", "skin", "fat", "hair", "treatment"} if word in said]

    def test_search_engines_list_the_planner_and_no_plan(self, client):
        assert b'content="noindex"' not in client.get(URL).content
        assert b'content="noindex"' in get(client, sessions=8).content
        assert b'<link rel="canonical" href="http://testserver/cost/">' in get(client, sessions=8).content


def part_of_form(html: str) -> str:
    return re.search(r'<form method="post" action="/cost.*?</form>', html, re.DOTALL)[0]


def hold(*slugs: str) -> None:
    Claim.objects.filter(slug__in=slugs).update(status=ClaimStatus.HELD, why="Being checked")


class TestClaims:
    @pytest.mark.parametrize("slug", ["course-length", "course-weekly", "course-monthly", "course-rest"])
    def test_without_a_claim_that_the_days_rest_on_there_is_no_plan(self, client, slug):
        hold(slug)

        page = page_words(get(client, start=DAY, price="200"))

        assert "We are checking this." in page
        assert "Session Day" not in page
        assert "In all" not in page

    def test_without_the_guide_price_it_asks_for_one(self, client):
        hold("cost-session")

        assert "$150" not in page_words(get(client, start=DAY))
        assert "Type a price to see what a course costs." in page_words(get(client, start=DAY))
        assert "In all: $1,200." in page_words(get(client, start=DAY, price="200"))

    @pytest.mark.parametrize(("slug", "gone"), [("lasts-skin", "nobody has shown"), ("cost-varies", "sets the price.")])
    def test_a_claim_that_may_not_be_printed_is_left_out_everywhere(self, client, slug, gone):
        assert gone in page_words(get(client, start=DAY))
        hold(slug)

        assert gone not in page_words(get(client, start=DAY))

    def test_an_overdue_claim_is_left_out_too(self, client):
        Claim.objects.filter(slug="lasts-skin").update(next_review=date(2026, 11, 23))

        assert "nobody has shown" not in page_words(get(client, start=DAY))

    def test_what_is_printed_comes_with_its_evidence_and_source(self, client):
        shown = part(get(client, start=DAY), 'id="based-title"', "</section>")

        assert shown.count("How sure: The 2022 guide says") == 5  # the days and the price


class TestHowItIsServed:
    @pytest.mark.parametrize(
        ("typed", "queries"), [({}, 5), ({"sessions": 10, "start": DAY}, 5), ({"zip": "94612"}, 6)]
    )
    def test_the_number_of_queries_does_not_grow(self, client, django_assert_num_queries, typed, queries):
        get(client)

        with django_assert_num_queries(queries):
            get(client, **typed)

    def test_a_change_brings_the_plan_alone(self, client):
        response = client.get(URL, {"sessions": 8}, headers={"HX-Request": "true"})

        html = response.content.decode()
        assert "<html" not in html
        assert html.lstrip().startswith('<div class="stack stack-wide planner-plan" id="plan">')
        assert 'id="status" data-hx-swap-oob="innerHTML">The plan has changed' in html
        assert response.headers["HX-Replace-Url"] == f"{URL}?sessions=8"

    def test_a_change_to_a_mistake_leaves_the_address_so_that_the_button_asks_for_the_page(self, client):
        response = client.get(URL, {"price": "x"}, headers={"HX-Request": "true"})

        assert response.status_code == 422
        assert "There is no plan yet" in response.content.decode()
        assert "HX-Replace-Url" not in response.headers

    def test_no_style_script_or_handler_stands_in_the_page(self, client):
        html = get(client, **FULL).content.decode()

        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?! src)", html)

    def test_it_is_in_the_menu(self, client):
        assert f'href="{URL}" aria-current="page"' in client.get(URL).content.decode()
        assert f'href="{URL}"' in client.get(reverse("matching:start")).content.decode()

    def test_nothing_of_it_is_kept_by_a_cache(self, client):
        assert client.get(URL).headers["Cache-Control"] == "no-store, private"

    def test_the_words_are_plain(self, client):
        page = re.sub(r"<[^>]+>", "\n", get(client, **FULL).content.decode())

        assert not BANNED["en"].findall(page)
        assert not long_sentences(page)

    def test_in_spanish_the_claims_are_spanish_and_it_says_that_nobody_reviewed_them(self, client):
        page = page_words(client.get(f"/es{URL}"))

        assert "nadie ha demostrado cuánto dura el efecto de una mezcla" in page
        assert "El español de esta página aún no está revisado." in page
