"""For who has a phone and no mail: the clinic calls back. A code on paper opens the request again."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from caarisma.common.limits import count_beyond
from matching.consultations.enums import ContactWay, HeldBy
from matching.consultations.errors import TooMuch, WrongCode
from matching.consultations.models import Asker, Request, RequestDraft
from matching.consultations.secrets import keyed, new_reference, plain_reference
from matching.consultations.services.drafting import own_draft
from matching.consultations.services.sending import send_request, sent_before
from matching.consultations.steps.refusals import one_step
from matching.requests.holders import grant_hold

REQUESTS_A_DAY: Final = 3  # with one phone
TRIES: Final = 5
TRIES_WITHIN: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class OnPaper:
    """`code` is shown once and printed; "" when it was shown before."""

    asker: Asker
    request: Request
    code: str = ""


def confirm_by_phone(*, draft_id: int, browser: str, now: datetime) -> OnPaper:
    """The press on the page with everything once more. Raises what sending raises; then there is no asker either."""
    draft = own_draft_of_phone(draft_id, browser, now=now)
    if count_beyond(f"consult:phone:{keyed('phone', _digits(str(draft.phone)))[:40]}", most=REQUESTS_A_DAY,
                within=timedelta(days=1), now=now):  # fmt: skip
        raise TooMuch
    return _confirm(draft_id, browser, now=now)


def press_paper(*, reference: str, code: str, browser: str, shared_device: bool = False, now: datetime) -> Asker:
    """The reference and the code from the paper. Each try counts, for whichever reference it was."""
    if count_beyond(f"consult:paper:{keyed('reference', plain_reference(reference))[:40]}", most=TRIES,
                within=TRIES_WITHIN, now=now):  # fmt: skip
        raise TooMuch
    request = Request.objects.select_related("asker").filter(reference=plain_reference(reference)).first()
    asker = request.asker if request else None
    given = keyed("paper", plain_reference(code))
    if asker is None or not hmac.compare_digest(asker.paper_code or "-", given):
        raise WrongCode
    grant_hold(asker, browser, by=HeldBy.PAPER, proves=True, shared_device=shared_device, now=now)
    return asker


@transaction.atomic
def own_draft_of_phone(draft_id: int, browser: str, *, now: datetime) -> RequestDraft:
    draft = own_draft(draft_id, browser, now=now)
    if draft.way != ContactWay.PHONE or not draft.phone:
        raise WrongCode
    return draft


@one_step
def _confirm(draft_id: int, browser: str, *, now: datetime) -> OnPaper:
    draft = own_draft_of_phone(draft_id, browser, now=now)
    if (done := sent_before(draft.form_key)) and done.asker:
        return OnPaper(done.asker, done)
    code = new_reference()
    asker = Asker.objects.create(language=draft.language, paper_code=keyed("paper", plain_reference(code)))
    grant_hold(asker, browser, by=HeldBy.PAPER, proves=True, now=now)
    request = send_request(draft_id=draft.pk, asker_id=asker.pk, form_key=draft.form_key, now=now)
    return OnPaper(asker, request, code)


def _digits(phone: str) -> str:
    return "".join(character for character in phone if character.isdigit())[-10:]
