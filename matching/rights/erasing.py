"""Erase somebody in one step, and keep a receipt that names nobody."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from caarisma.common.outbox.moves import erase_address
from caarisma.common.outbox.parts import Facts, Part, Sentences, letter_of
from caarisma.common.outbox.writing import Letter, post
from matching.aftercare.services.consenting import erase_follow_ups
from matching.consultations.people.erasing import erase_askers
from matching.consultations.secrets import new_reference
from matching.questions.services.erasing import erase_questions
from matching.reviews.services.erasing import erase_reviews
from matching.rights.models import Erasure, KeptWhy
from matching.rights.taking_along import addresses_of
from matching.rights.whose import Whose
from matching.search.services.erasing import erase_intake
from matching.watches.services.ending import erase_watches
from providers.calls.services import erase_calls
from providers.teams.services.leaving import leave_all_teams

A_DAY: Final = timedelta(days=1)


class NothingKept(UserFacingError):
    """There is nothing to erase: no list, alert, request, question, call or account."""

    def __init__(self) -> None:
        super().__init__(_("We keep nothing of you in this browser."))


def why_account_stays(account: User | None) -> str:
    """The code of the reason; "" for an account that can go."""
    if account is None:
        return ""
    if account.is_staff or account.is_superuser:
        return KeptWhy.STAFF
    if hasattr(account, "provider") or account.npi_claims.exists():  # they leave lines in the trail, too
        return KeptWhy.PROVIDER
    if not account.audit_events.exists():
        return ""
    return KeptWhy.TEAM if account.memberships.exists() else KeptWhy.STAFF


@transaction.atomic
def erase_person(*, whose: Whose, form_key: UUID, language: str, now: datetime) -> Erasure:
    """Lists, alerts, requests, questions, calls, waiting mails, the account with its sessions. Twice with one
    `form_key`: once.

    Raises NothingKept. The order is that of everybody who writes: a list's job, askers, the account. What another
    window adds to the account meanwhile goes with it.
    """
    fields = {"receipt": new_reference(), "done_on": now.date()}
    erasure, made = Erasure.objects.get_or_create(form_key=form_key, defaults=fields)
    if not made:
        return erasure
    addresses, stays = addresses_of(whose), why_account_stays(whose.account)
    list_ids = list(whose.lists().order_by("pk").values_list("pk", flat=True))
    erasure.lists = sum(erase_intake(intake_id=pk) for pk in list_ids)
    if whose.account and not stays:
        leave_all_teams(user=whose.account, now=now)
    calls = erase_calls(caller=whose.caller) if whose.caller else 0
    erase_follow_ups(asker_ids=whose.askers, now=now)
    on_pages = erase_reviews(asker_ids=whose.askers, now=now)
    asked = erase_questions(asker_ids=whose.askers, browser=whose.drafts, now=now)
    watches = erase_watches(
        account_id=whose.account.pk if whose.account else None,
        asker_ids=whose.askers,
        browser=whose.owner.browser,
        now=now,
    )
    gone = erase_askers(asker_ids=whose.askers, browser=whose.drafts, now=now)
    erasure.requests, erasure.told = gone.requests, gone.told
    erasure.account = whose.account is not None and not stays and _erase_account(whose.account)
    if not (erasure.lists or calls or asked or watches or whose.askers or whose.drafts or erasure.account):
        raise NothingKept
    reviews = [KeptWhy.REVIEWS] if on_pages else []
    erasure.kept = [*_kept_of_visits(erasure), *reviews, *([stays] if stays else [])]
    erasure.save()
    kept_at = whose.account.email if whose.account is not None and stays else None
    erase_address(addresses - {kept_at}, now=now)
    for address in addresses:
        _say_goodbye(address, erasure, is_kept=address == kept_at, language=language, now=now)
    return erasure


def _kept_of_visits(erasure: Erasure) -> list[str]:
    return [*([KeptWhy.VISITS] if erasure.requests else []), *([KeptWhy.CLINICS] if erasure.told else [])]


def _erase_account(account: User) -> bool:
    """With the sessions of every browser. The lock keeps others from hanging something new on it."""
    locked = User.objects.select_for_update().filter(pk=account.pk).first()
    if locked is None:
        return False
    keys = UserSession.objects.filter(user=locked).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    locked.delete()
    return True


def _say_goodbye(address: str, erasure: Erasure, *, is_kept: bool, language: str, now: datetime) -> None:
    """The last mail to this address, but for an account that stays. What waited to go there goes nowhere by then."""
    letter = erased_letter(erasure.receipt, is_last=not is_kept, language=language)
    post(letter, kind="erased", to=address, language=language, life=A_DAY, now=now)


def erased_letter(receipt: str, *, is_last: bool, language: str) -> Letter:
    with override(language):
        parts: list[Part] = [
            Sentences(_("You asked us to erase what we keep of you. It is done.")),
            Facts([(_("Receipt number"), receipt)]),
            Sentences(_("Please keep this number.")),
            *([Sentences(_("We do not write to you again."))] if is_last else []),
        ]
        return letter_of(_("Done"), parts, language=language)
