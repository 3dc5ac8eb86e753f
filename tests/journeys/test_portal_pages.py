"""The providers' pages put up no barrier that a program can find, in any of their states."""

from collections.abc import Iterator

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from caarisma.accounts.models import User
from providers.directory.models import Provider
from providers.joining.mails import wait_address
from providers.joining.models import JoinWait
from providers.portal.filing import save_read
from providers.vetting.cases.cases import ask_for_more, claim_case, pause_provider
from providers.vetting.documents.queue import read_due
from tests.factories.providers import make_staff, make_user
from tests.journeys.conftest import NewPage
from tests.journeys.inspecting import barriers
from tests.journeys.steps import follow
from tests.providers.portal.walk import NPI, WHO, fill_tasks, photo, send_to
from tests.providers.vetting.files import pdf
from tests.rules import close_state, forbid, open_state

TASKS = ("details", "identity", "licenses", "licenses/add", "insurance", "board", "supervisor", "places", "places/add")


def sign_in(page: Page, site: str, user: User) -> Client:
    client = Client()
    client.force_login(user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    return client


def portal(page: Page, site: str) -> Iterator[str]:
    """Open one page after another. Gives the name of each while it is open."""
    page.goto("/provider/join/")
    yield "welcome"
    yield from can_i_join(page)
    client = sign_in(page, site, make_user("lena@example.com"))
    page.goto("/provider/join/")
    page.get_by_label("Your NPI").fill(NPI)
    follow(page.get_by_role("button", name="Look it up"))
    yield "who"
    page.get_by_label("Esthetician").check()
    follow(page.get_by_role("button", name="Yes, this is me"))
    yield "who, refused"
    send_to(client, "join", WHO)
    page.goto("/provider/")
    yield "home, new"
    for task in TASKS:
        page.goto(f"/provider/{task}/")
        yield task
        if page.get_by_role("button", name="Save", exact=True).count():
            follow(page.get_by_role("button", name="Save", exact=True))
            yield f"{task}, saved or refused"
    provider = Provider.objects.get(npi=NPI)
    fill_tasks(client, provider)
    yield from files(page, client)
    yield from filled_in(page, client, provider)
    yield from live(page, site)


def can_i_join(page: Page) -> Iterator[str]:
    """Each answer, and a form with mistakes."""
    close_state("GA", "np")
    forbid("CA", "rn")
    page.goto("/provider/can-i-join/")
    yield "can I join"
    follow(page.get_by_role("button", name="See the answer"))
    yield "can I join, refused"
    asked = (("np", "NY", "10001"), ("np", "GA", "30303"), ("rn", "CA", "94612"), ("ma", "CA", "94612"))
    for kind, state, zip_code in asked:
        page.goto("/provider/can-i-join/")
        page.locator(f"input[value={kind}]").check()
        page.locator("select[name=state]").select_option(state)
        page.locator("input[name=zip_code]").fill(zip_code)
        follow(page.get_by_role("button", name="See the answer"))
        yield f"can I join: {kind} in {state}"
    wait = JoinWait.objects.create(
        email="np@example.com", profession="np", state="GA", language="en", asked_at=timezone.now()
    )
    page.goto(wait_address(wait.key, language="en").removeprefix(settings.SITE_URL))
    yield "can I join, confirm"
    open_state("GA", "np")
    open_state("CA", "rn")


def files(page: Page, client: Client) -> Iterator[str]:
    for name, content in (("good.pdf", pdf(2)), ("long.pdf", pdf(21))):
        address = client.post("/provider/identity/", {"document": photo(name, content)}).url
        page.goto(address)
        yield f"{name} is read"
        page.goto("/provider/")
        yield f"home while {name} is read"
        read_due(save=save_read)
        page.goto(address)
        yield f"{name} was read"
    page.goto("/provider/")
    yield "home, with one refused"


def filled_in(page: Page, client: Client, provider: Provider) -> Iterator[str]:
    place = provider.locations.first().pk
    of_place = [f"places/{place}/{page}" for page in ("", "pin/", "packages/", "prices/paste/")]
    for task in ("", "insurance/", "licenses/", "places/", *of_place, "pause/", "send/"):
        page.goto(f"/provider/{task}")
        yield f"{task or 'home'} filled in"
    page.goto(f"/provider/places/{place}/prices/")
    page.locator("input[name^=price_]").first.fill("1")
    follow(page.get_by_role("button", name="Save", exact=True))
    yield "prices, refused"
    page.goto(f"/provider/places/{place}/hours/")
    page.locator("input[name=opens_2]").fill("9")
    follow(page.get_by_role("button", name="Save", exact=True))
    yield "hours, refused"
    send_to(client, "send", {"true": "on"})
    case, staff, now = provider.screening_cases.get(), make_staff(), timezone.now()
    claim_case(case_id=case.pk, by=staff, now=now)
    ask_for_more(case_id=case.pk, reasons=["license_not_found"], words="Send the back too.", by=staff, now=now)
    page.goto("/provider/")
    yield "home, asked for more"


def live(page: Page, site: str) -> Iterator[str]:
    provider = Provider.objects.get(slug="amara-osei")
    provider.user = make_user()
    provider.save()
    sign_in(page, site, provider.user)
    page.goto("/provider/")
    yield "home, live"
    page.goto("/provider/about/")
    page.get_by_label("What happens at a first visit?").fill("It is painless.")
    follow(page.get_by_role("button", name="Save"))
    yield "about, with words that wait"
    pause_provider(provider_id=provider.pk, by=provider.user, now=timezone.now())
    page.goto("/provider/")
    yield "home, paused"


def test_nobody_is_kept_out(new_page: NewPage, site: str):
    """320 pixels is also what is left of a wide window at 400 percent."""
    page = new_page(width=320)

    found = [f"{name}: {line}" for name in portal(page, site) for line in barriers(page)]

    assert not found, "\n".join(found)
