"""Proving an address: a mail with a link and a code. A GET changes nothing; the press of a button does, once."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from caarisma.common.errors import UserFacingError
from matching.consultations import mails
from matching.consultations.enums import HeldBy, LinkPurpose
from matching.consultations.errors import DraftGone, LinkOver, RequestGone, WrongCode
from matching.consultations.links import CONFIRM_LASTS, OPEN_LASTS, find_link, new_link
from matching.consultations.models import Asker, Hold, PressLink, Request, RequestDraft
from matching.consultations.secrets import address_key, address_keys, keyed
from matching.consultations.services.drafting import own_draft
from matching.consultations.services.sending import send_request, sent_before
from matching.consultations.steps import limiting
from matching.requests.holders import grant_hold

MOST_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Pressed:
    """`request`: that was sent by it, or that the link is about. `refused`: why what was written could not be sent;
    the draft is kept, and the browser holds the asker all the same."""

    asker: Asker
    request: Request | None = None
    draft: RequestDraft | None = None
    refused: UserFacingError | None = None


@transaction.atomic
def ask_to_confirm(*, draft_id: int, browser: str, now: datetime) -> None:
    """Mail a link and a code to the address of the draft. After three a day it says nothing and sends nothing."""
    draft = own_draft(draft_id, browser, now=now)
    address = str(draft.email or "")
    if address and limiting.may_mail(address_key(address), now=now):
        link, token, code = new_link(LinkPurpose.CONFIRM, browser, lasts=CONFIRM_LASTS, draft=draft, now=now)
        mails.send_link(link, to=address, token=token, code=code, language=draft.language, now=now)


@transaction.atomic
def ask_to_show(*, request_id: int, by: Collection[int], browser: str, language: str, now: datetime) -> None:
    """Mail a link and a code to whose request this is: used in this browser, either proves that it is theirs.
    RequestGone for others' requests, and for who has no address; their paper does the same.
    """
    request = Request.objects.select_related("asker").filter(pk=request_id, asker__in=by).first()
    if request is None or request.asker is None or not request.asker.email:
        raise RequestGone
    address = str(request.asker.email)
    ask_for_link(email=address, browser=browser, language=language, request_id=request_id, now=now)


@transaction.atomic
def ask_for_link(*, email: str, browser: str, language: str, request_id: int | None = None, now: datetime) -> None:
    """A new link to one's requests. Says nothing about whether anybody has this address."""
    asker = asker_by_address(email)
    if asker is not None and limiting.may_mail(address_key(email), now=now):
        request = asker.requests.filter(pk=request_id).first() if request_id else None
        link, token, code = new_link(LinkPurpose.OPEN, browser, lasts=OPEN_LASTS, asker=asker, request=request, now=now)
        mails.send_link(link, to=str(asker.email), token=token, code=code, language=language, now=now)


def press_link(*, token: str, browser: str, shared_device: bool = False, now: datetime) -> Pressed:
    """The button behind a mailed link. LinkOver for one that is used or too old."""
    link = find_link(token)
    if link is None:
        raise LinkOver
    return _use(link, browser, by=HeldBy.PRESS, shared_device=shared_device, now=now)


def press_code(
    *, code: str, browser: str, draft_id: int | None = None, shared_device: bool = False, now: datetime
) -> Pressed:
    """The code, typed in the browser that asked for it. Each try counts, also one that fails: five, in ten minutes.

    `draft_id`: typed on the page of this draft; another one may wait in a second tab.
    """
    links = PressLink.objects.filter(session_hash=browser, used_at=None, code_ends_at__gt=now)
    if draft_id is not None:
        links = links.filter(draft=draft_id)
    link = links.order_by("-made_at", "-pk").first()
    tried = link and PressLink.objects.filter(pk=link.pk, code_tries__lt=MOST_TRIES).update(
        code_tries=F("code_tries") + 1
    )
    if link is None or not tried or not hmac.compare_digest(link.code_hash, keyed("code", code.strip())):
        raise WrongCode
    return _use(link, browser, by=HeldBy.CODE, shared_device=shared_device, now=now)


def _use(link: PressLink, browser: str, *, by: HeldBy, shared_device: bool, now: datetime) -> Pressed:
    """First the person, in a commit of their own; then the request, which may be refused and keeps the text."""
    asker = _prove(link.pk, browser, by=by, shared_device=shared_device, now=now)
    link.refresh_from_db()
    if link.draft is None:
        return Pressed(asker, link.request)
    try:
        sent = send_request(draft_id=link.draft.pk, asker_id=asker.pk, form_key=link.draft.form_key, now=now)
    except DraftGone:
        return Pressed(asker, sent_before(link.draft.form_key))
    except UserFacingError as refused:
        return Pressed(asker, draft=link.draft, refused=refused)
    return Pressed(asker, sent)


@transaction.atomic
def _prove(link_id: int, browser: str, *, by: HeldBy, shared_device: bool, now: datetime) -> Asker:
    link = PressLink.objects.select_for_update(of=("self",)).get(pk=link_id)
    if link.used_at is not None:
        return _asker_of_used(link, browser, now=now)
    if link.ends_at <= now:
        raise LinkOver(link.pk)
    asker = link.asker or _confirmed(link, now=now)
    Asker.objects.filter(pk=asker.pk, bounced_at__isnull=False).update(bounced_at=None)  # the mail came
    is_new = asker.holds.living(on=now).exists() and not asker.holds.filter(session_hash=browser).exists()
    link.asker, link.used_at = asker, now
    link.save(update_fields=["asker", "used_at"])
    if link.draft is not None:
        RequestDraft.objects.filter(pk=link.draft.pk).update(session_hash=browser)
    grant_hold(asker, browser, by=by, proves=link.session_hash == browser, shared_device=shared_device, now=now)
    if is_new:
        mails.tell_new_device(asker, now=now)
    return asker


def _asker_of_used(link: PressLink, browser: str, *, now: datetime) -> Asker:
    """Pressed twice in one browser is pressed once; anywhere else the link is dead."""
    hold = Hold.objects.living(on=now).filter(asker=link.asker, session_hash=browser).select_related("asker").first()
    if hold is None:
        raise LinkOver(link.pk)
    return hold.asker


def _confirmed(link: PressLink, *, now: datetime) -> Asker:
    """Whoever pressed reads this address. Two at once make one asker: the key is unique."""
    if link.draft is None:
        raise DraftGone
    draft = RequestDraft.objects.select_for_update(of=("self",)).filter(pk=link.draft.pk).first()
    if draft is None or not draft.email:
        raise DraftGone
    address = str(draft.email)
    fields = {"email": address, "language": draft.language, "confirmed_at": now}
    known = asker_by_address(address)
    return known or Asker.objects.get_or_create(email_key=address_key(address), defaults=fields)[0]


def asker_by_address(email: str) -> Asker | None:
    return Asker.objects.filter(email_key__in=address_keys(email)).first()
