"""Mails to watchers. Each goes once by its key, behind those of people who have a visit, and one press ends them."""

from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from caarisma.common.outbox import moves as outbox
from caarisma.common.outbox.parts import Button, Part, QuietLink, Sentences, letter_of
from caarisma.common.outbox.writing import Letter, is_posted, post
from matching.consultations.rules.wall_times import day_of
from matching.watches import mail_words
from matching.watches.enums import CONFIRM_LASTS, OPEN_LASTS, HowOften, WatchLinkPurpose
from matching.watches.links import new_watch_link, press_address, stop_address
from matching.watches.mail_words import WatchMail
from matching.watches.models import Watch


def send_confirm(watch: Watch, *, now: datetime) -> None:
    """Somebody waits for it."""
    token = new_watch_link(watch, WatchLinkPurpose.CONFIRM, lasts=CONFIRM_LASTS, browser=watch.browser, now=now)
    with translation.override(watch.reads):
        words = mail_words.confirm()
    key = f"{_start(watch)}confirm:{now.isoformat()}"
    _post(watch, words, kind="confirm", token=token, key=key, hurry=True, now=now)


def send_news(watch: Watch, count: int, *, now: datetime) -> bool:
    """At most one a day, by the watch's own calendar. Whether it was written."""
    key = f"{_start(watch)}{day_of(now, watch.time_zone)}"
    if is_posted(key):
        return False
    weekly = watch.how_often == HowOften.WEEKLY
    with translation.override(watch.reads):
        words = mail_words.week(count) if weekly else mail_words.news(count)
    token = new_watch_link(watch, WatchLinkPurpose.OPEN, lasts=OPEN_LASTS, now=now)
    _post(watch, words, kind="week" if weekly else "news", token=token, key=key, now=now)
    return True


def send_end(watch: Watch, *, now: datetime) -> None:
    """Its link works until the day."""
    key = f"{_start(watch)}ends:{watch.ends_at.isoformat()}"
    if is_posted(key):
        return
    with translation.override(watch.reads):
        words = mail_words.ends(watch.ends_at)
    lasts = max(watch.ends_at - now, timedelta(days=1))
    token = new_watch_link(watch, WatchLinkPurpose.RENEW, lasts=lasts, now=now)
    _post(watch, words, kind="ends", token=token, key=key, now=now)


def send_again(watch: Watch, purpose: WatchLinkPurpose, *, now: datetime) -> None:
    """A new link in place of one that is over, to the same address."""
    token = new_watch_link(watch, purpose, lasts=OPEN_LASTS, now=now)
    with translation.override(watch.reads):
        words = mail_words.again()
    key = f"{_start(watch)}again:{now.isoformat()}"
    _post(watch, words, kind="link", token=token, key=key, hurry=True, now=now)


def watch_letter(words: WatchMail, *, token: str, stop: str, language: str) -> Letter:
    """`words` are in the language already. `stop`: the address that ends it; "" where nothing has begun."""
    with translation.override(language):
        parts: list[Part] = [
            *(Sentences(sentence) for sentence in words.sentences),
            Button(words.button, press_address(token, language=language)),
            *(Sentences(sentence) for sentence in words.after),
            *([QuietLink(_("Stop these mails"), stop)] if stop else []),
        ]
        return letter_of(words.subject, parts, language=language, stop_address=stop)


def take_back(watch: Watch, *, now: datetime) -> None:
    """What waits to be sent about something that is no longer so."""
    outbox.take_back(_start(watch), now=now)


def _start(watch: Watch) -> str:
    return f"watch:{watch.pk}:"


def _post(
    watch: Watch, words: WatchMail, *, kind: str, token: str, key: str, now: datetime, hurry: bool = False
) -> None:
    language = watch.reads
    stop = stop_address(watch.key, language=language) if words.can_stop else ""
    letter = watch_letter(words, token=token, stop=stop, language=language)
    post(
        letter, kind=f"watch_{kind}", to=watch.address, language=language, life=words.life, now=now, hurry=hurry,
        key=key, gives_way=not hurry,
    )  # fmt: skip
