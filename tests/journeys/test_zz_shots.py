import pytest
from django.utils import timezone
from django.test import Client
from playwright.sync_api import Page
from providers.directory.models import Provider
from providers.joining.models import JoinWait
from providers.joining.mails import wait_address
from providers.registry.made_up import made_up_people
from providers.words.services.saying import save_about, settle_sessions
from providers.words.services.deciding import decide_about
from providers.words.models import AboutAnswer
from tests.factories.matching import make_intake
from tests.factories.providers import make_user, make_license, make_location, make_provider, make_staff
from tests.journeys.steps import follow
from tests.journeys.test_portal_pages import sign_in
from tests.rules import close_state, forbid
from django.conf import settings as conf
from matching.search.models import MatchJob

pytestmark = pytest.mark.django_db(transaction=True)
OUT = "/work/reports/19a"


@pytest.mark.parametrize("width", [390, 1280])
def test_shots(new_page, site, settings, width):
    settings.DEMO = True
    settings.STAFF_NEED_SECOND_FACTOR = False
    now = timezone.now()
    close_state("GA", "np")
    close_state("NV", "np")
    forbid("CA", "rn")
    for n in range(23):
        make_intake(now=now, zip_code=f"1000{n % 9}")
    MatchJob.objects.filter(pk__in=list(MatchJob.objects.values_list("pk", flat=True)[:11])).update(
        state="done", done_at=now, done_by="worker", weights_version="1", matched_count=0
    )
    page = new_page(width=width, answers_422="/provider/")

    def shot(name):
        page.screenshot(path=f"{OUT}/{name}-{width}.png", full_page=True)

    page.goto("/provider/join/")
    shot("welcome")
    page.goto("/provider/can-i-join/")
    shot("can-i-join")
    follow(page.get_by_role("button", name="See the answer"))
    shot("can-i-join-errors")
    for kind, state, z in (("np", "NY", "10001"), ("np", "GA", "30303"), ("rn", "CA", "94612"), ("ma", "CA", "94612")):
        page.goto("/provider/can-i-join/")
        page.locator(f"input[value={kind}]").check()
        page.locator("select[name=state]").select_option(state)
        page.locator("input[name=zip_code]").fill(z)
        follow(page.get_by_role("button", name="See the answer"))
        shot(f"answer-{kind}-{state}")
    wait = JoinWait.objects.create(email="np@example.com", profession="np", state="GA", language="en", asked_at=now)
    page.goto(wait_address(wait.key, language="en").removeprefix(conf.SITE_URL))
    shot("wait")
    page.goto("/es/provider/can-i-join/")
    shot("can-i-join-es")
    sign_in(page, site, make_user("lena@example.com"))
    page.goto("/provider/join/")
    shot("join-demo")
    clara = next(iter(made_up_people()))
    page.get_by_label("Your NPI").fill(clara)
    follow(page.get_by_role("button", name="Look it up"))
    shot("who")
    page.get_by_label("State where you work").select_option("AS")
    close_state("AS", "md")
    follow(page.get_by_role("button", name="Yes, this is me"))
    shot("who-closed")
    np = make_provider(user=make_user("np2@example.com"), profession="np", credentials="NP-C")
    make_location(np)
    make_location(np, state="NV", zip_code="89501", city="Reno", clinic_name="Reno Skin")
    make_license(np, state="NV", expires_on=None, status="reported", verified_on=None)
    sign_in(page, site, np.user)
    for name in ("", "places/", "licenses/", "about/"):
        page.goto(f"/provider/{name}")
        shot("two-states-" + (name.strip("/") or "home"))
    live = Provider.objects.get(slug="amara-osei")
    live.user = make_user("amara@example.com")
    live.save()
    save_about(
        provider_id=live.pk,
        answers={
            "training": "Two courses and three years beside a colleague.",
            "visit": "It is painless.",
            "no": "My work is guaranteed.",
        },
        language="en",
        by=live.user,
        now=now,
    )
    bad = AboutAnswer.objects.waiting().get(prompt="no")
    decide_about(answer_id=bad.pk, grant=False, why="Nobody can promise a result.", by=make_staff(), now=now)
    line = live.locations.first().offerings.first()
    settle_sessions(offering=line, said=line.sessions_done + 900, by=live.user, now=now)
    sign_in(page, site, live.user)
    page.goto("/provider/about/")
    shot("about")
    page.goto(f"/provider/places/{line.location_id}/prices/")
    shot("prices-waiting")
    page.goto("/p/amara-osei/")
    follow(page.locator("main a[href*='/p/amara-osei/']").first) if page.locator("h2#about").count() == 0 else None
    shot("place")
    boss = make_user("boss@example.com", is_staff=True, is_superuser=True)
    sign_in(page, site, boss)
    page.goto("/admin/desk/words/")
    shot("desk-words")
