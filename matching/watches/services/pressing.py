"""The button behind a mailed link: confirms an address, opens what is new, gives 90 days more. A GET does nothing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid5

from django.db import transaction

from matching.consultations.secrets import address_key
from matching.consultations.steps.limiting import may_mail
from matching.requests.services.proving import prove_address
from matching.search.drafts import Draft
from matching.search.models import Intake
from matching.search.ownership import Owner
from matching.search.services.intake import submit_intake
from matching.watches import mails
from matching.watches.answers import answers_of_watch
from matching.watches.enums import WatchKind, WatchLinkPurpose, WatchState
from matching.watches.errors import WatchLinkOver
from matching.watches.links import find_watch_link
from matching.watches.models import Watch, WatchLink, WatchSighting
from matching.watches.steps import know, set_live


@dataclass(frozen=True, slots=True)
class WatchPressed:
    """`intake`: a fresh list of the search, of the browser or account that pressed."""

    watch: Watch
    intake: Intake | None = None


@transaction.atomic
def press_watch_link(
    *, token: str, browser: str, owner: Owner, shared_device: bool = False, now: datetime
) -> WatchPressed:
    """Pressed twice in one browser is pressed once. WatchLinkOver for one that is too old, or was used elsewhere;
    UserFacingError when the search cannot be made any more, as submit_intake says.
    """
    found = find_watch_link(token)
    if found is None:
        raise WatchLinkOver
    link = WatchLink.objects.select_for_update(of=("self",)).select_related("watch").get(pk=found.pk)
    if is_over(link, browser=browser, now=now):
        raise WatchLinkOver
    watch = Watch.objects.select_for_update(of=("self",)).get(pk=link.watch_id)
    if link.used_at is None:
        link.used_at, link.used_in = now, browser
        link.save(update_fields=["used_at", "used_in"])
        if link.purpose == WatchLinkPurpose.CONFIRM:
            watch = _confirm(watch, link, browser, shared_device, now)
        elif link.purpose == WatchLinkPurpose.RENEW:
            set_live(watch, now=now)
    if link.purpose == WatchLinkPurpose.OPEN and watch.kind == WatchKind.SEARCH:
        return WatchPressed(watch, _fresh_list(watch, link, owner, now))
    return WatchPressed(watch)


def is_over(link: WatchLink, *, browser: str, now: datetime) -> bool:
    """Whether its button does nothing in this browser."""
    return link.ends_at <= now or (link.used_at is not None and link.used_in != browser)


@transaction.atomic
def send_new_link(*, token: str, now: datetime) -> None:
    """To the address of the watch, whoever asks: it goes there alone. Nothing for one that was never confirmed."""
    found = find_watch_link(token)
    if found is None or found.purpose == WatchLinkPurpose.CONFIRM or found.watch.state == WatchState.WAITING:
        return
    if found.watch.address and may_mail(address_key(found.watch.address), now=now):
        mails.send_again(found.watch, WatchLinkPurpose(found.purpose), now=now)


def _confirm(watch: Watch, link: WatchLink, browser: str, shared_device: bool, now: datetime) -> Watch:
    """Whoever pressed reads this address. One that the same asker has already goes on in place of this."""
    if watch.state != WatchState.WAITING:
        return watch
    asker = prove_address(
        address=watch.address,
        language=watch.language,
        browser=browser,
        proves=link.browser == browser,
        shared_device=shared_device,
        now=now,
    )
    same = Watch.objects.select_for_update(of=("self",)).filter(asker=asker, answers_hash=watch.answers_hash).first()
    if same is None:
        set_live(watch, now=now, asker=asker, email=None, email_key="", browser="")
        return watch
    set_live(same, now=now, how_often=watch.how_often)
    know(same, WatchSighting.objects.filter(watch=watch).values_list("provider_id", flat=True), now=now)
    watch.links.update(watch=same)
    watch.delete()
    return same


def _fresh_list(watch: Watch, link: WatchLink, owner: Owner, now: datetime) -> Intake:
    """The search once more, as a list of whoever pressed: nobody else's list is opened by a mail that was passed on.
    One link makes one list."""
    draft = Draft(form_key=str(uuid5(watch.key, link.token_hash)), **vars(answers_of_watch(watch)))
    return submit_intake(answers=draft, owner=owner, now=now)
