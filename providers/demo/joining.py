"""Who waits for a state, and what two made-up providers say of themselves: one of each state."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from caarisma.accounts.models import User
from caarisma.common.outbox.models import Mail
from providers.demo.logins import email_of
from providers.directory.enums import Profession
from providers.directory.models import Offering, Provider
from providers.joining.models import JoinWait
from providers.joining.services.waiting import ask_to_be_told
from providers.words.enums import AboutPrompt
from providers.words.models import AboutAnswer, SessionsSaid
from providers.words.services.deciding import decide_about
from providers.words.services.saying import save_about, settle_sessions

# The Virgin Islands' rules are unread in the demonstration (rules.py).
WAITING: Final = (("nurse@example.com", Profession.NURSE_PRACTITIONER), ("assistant@example.com", "pa"))
SAID: Final[dict[str, str]] = {
    AboutPrompt.TRAINING: "Two courses and three years beside a colleague. I still learn each year.",
    AboutPrompt.FIRST_VISIT: "We talk for half an hour. I look at your skin and write down what we agree on.",
    AboutPrompt.SAYS_NO: "I say no if you expect more than shots can do. I promise painless results to nobody.",
}
REFUSED: Final = "My results are guaranteed."
LEAP: Final = 900


@transaction.atomic  # all or none, or a run that broke off would count as done
def make_demo_joining(*, now: datetime) -> int:
    """Once. Returns how many waits, answers and numbers were made."""
    if JoinWait.objects.exists() or AboutAnswer.objects.exists():
        return 0
    return _waits(now) + sum(_words(role, now) for role in ("provider", "2nd provider"))


def _waits(now: datetime) -> int:
    """One that waits, one that was told. Nobody is written to: the addresses are nobody's."""
    for email, profession in WAITING:
        ask_to_be_told(
            email=email, profession=Profession(profession), state="VI", language="en", is_confirmed=True,
            now=now - timedelta(days=3),
        )  # fmt: skip
    JoinWait.objects.filter(email=WAITING[1][0]).update(told_at=now - timedelta(days=1))
    return len(WAITING)


def _words(role: str, now: datetime) -> int:
    provider = Provider.objects.filter(user__email=email_of(role)).first()
    if provider is None or provider.user is None:
        return 0
    if role == "2nd provider":
        return _refused(provider, provider.user, now)
    save_about(provider_id=provider.pk, answers=SAID, language="en", by=provider.user, now=now - timedelta(hours=5))
    offering = Offering.objects.filter(location__provider=provider, is_active=True).order_by("pk").first()
    if offering:
        settle_sessions(offering=offering, said=offering.sessions_done + LEAP, by=provider.user, now=now)
    return len(SAID) + SessionsSaid.objects.count()


def _refused(provider: Provider, by: User, now: datetime) -> int:
    said: dict[str, str] = {AboutPrompt.TRAINING: REFUSED}
    save_about(provider_id=provider.pk, answers=said, language="en", by=by, now=now - timedelta(days=1))
    staff = User.objects.get(email=email_of("moderator"))
    waiting = AboutAnswer.objects.waiting().get(provider=provider)
    why = "Nobody can promise a result."
    decide_about(answer_id=waiting.pk, grant=False, why=why, by=staff, now=now - timedelta(hours=3))
    Mail.objects.filter(kind="provider_words_read").delete()  # nobody made up is written to
    return 1
