"""Who may open a list, and how: another browser by a mailed link, an account, and others a copy that is shared."""

from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from caarisma.common.limits import count_beyond, hashed
from caarisma.common.outbox.parts import render_letter
from caarisma.common.outbox.writing import post, site_url
from matching.search.models import Intake
from matching.search.models.intake import MOST_BROWSERS, new_token
from matching.search.ownership import Owner, lists_of

A_DAY = timedelta(days=1)
MAILS_A_LIST, MAILS_AN_ADDRESS = 5, 3  # in a day
# Besides the token, which is in the address bar and is copied from there: only who reads the mail has the signature.
MAILED = Signer(salt="matching.search.mailed", sep=".")


@transaction.atomic
def adopt_lists(*, browser: str, account: User, by: User, now: datetime) -> int:
    """Take this browser's lists into an account, because `by`, who is signed in there, said so. Returns how many.

    From then on they are the account's alone: whoever uses the browser next, signed out, has none of them. A list that
    another account has already stays where it is.
    """
    if by != account:
        raise PermissionError("an account takes lists for itself alone")
    theirs = lists_of(Owner(browser=browser)).filter(owner=None).alive(on=now)
    # Locked in one order, so that two tabs which take the same lists do not wait for each other.
    found = list(theirs.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    return Intake.objects.filter(pk__in=found).update(owner=account, browsers=[])


@transaction.atomic
def open_in_browser(*, intake_id: int, browser: str, now: datetime) -> Intake:
    """Let one more browser open the list: its person pressed the button behind the mailed link. Raises
    Intake.DoesNotExist. Past the most, the browser that came first makes room."""
    intake = Intake.objects.alive(on=now).select_for_update(of=("self",)).get(pk=intake_id)
    if browser not in intake.browsers:
        intake.browsers = [*intake.browsers, browser][-MOST_BROWSERS:]
        intake.save(update_fields=["browsers"])
    return intake


@transaction.atomic
def share_list(*, intake_id: int, now: datetime) -> Intake:
    """Give the list an address at which others may read it. A second press keeps the first address."""
    intake = Intake.objects.alive(on=now).select_for_update(of=("self",)).get(pk=intake_id)
    if intake.share_token is None:
        intake.share_token = new_token()
        intake.save(update_fields=["share_token"])
    return intake


@transaction.atomic
def stop_sharing(*, intake_id: int) -> None:
    """The address that was sent on leads nowhere from now on; shared again, there is another."""
    Intake.objects.filter(pk=intake_id).update(share_token=None)


@transaction.atomic
def mail_link(*, intake: Intake, to: str, language: str, now: datetime) -> None:
    """Mail the way back to the list. UserFacingError when this list was mailed too often today.

    An address that was written to often enough today gets no more, and nobody is told so: the page would say whether
    others write to it.
    """
    if count_beyond(f"list mailed:{intake.pk}", most=MAILS_A_LIST, within=A_DAY, now=now):
        raise UserFacingError(_("We have mailed this link often enough today. Look at your mail, or try tomorrow."))
    if count_beyond(f"list mailed to:{hashed(to.lower())}", most=MAILS_AN_ADDRESS, within=A_DAY, now=now):
        return
    with override(language):
        last_day = date_format(localdate(intake.expires_at), "DATE_FORMAT")
        address_back = site_url(reverse("matching:back", args=[MAILED.sign(intake.token)]))
    letter = render_letter(
        "matching/lists/emails/link.txt", language=language, address_back=address_back, last_day=last_day
    )
    post(letter, kind="list link", to=to, language=language, life=intake.expires_at - now, now=now, hurry=True)


def mailed_list(signed: str) -> Intake | None:
    """The list that a mailed link leads to, also past its day; None for a link that we never mailed."""
    try:
        token = MAILED.unsign(signed)
    except BadSignature:
        return None
    return Intake.objects.filter(token=token).first()
