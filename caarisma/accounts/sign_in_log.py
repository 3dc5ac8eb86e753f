"""A line of the log for each sign-in, and each that failed: the account's number, or a keyed hash of what was typed.

The hash tells many tries at one address from tries at many. Without our key nobody can go back from it to the address.
"""

import logging
from typing import Any, Final

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import login_code_rejected
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from caarisma.accounts.models import User
from caarisma.common.limits import hashed

log: Final = logging.getLogger("caarisma.sign_ins")


@receiver(user_logged_in)
def note_sign_in(request: Any, user: User, **_kwargs: Any) -> None:
    ways = sorted({str(record.get("method")) for record in get_authentication_records(request, user)})
    log.info("signed in", extra={"account": user.pk, "ways": ways})


@receiver(user_logged_out)
def note_sign_out(user: User | None, **_kwargs: Any) -> None:
    if user is not None:
        log.info("signed out", extra={"account": user.pk})


@receiver(user_login_failed)
def note_failure(credentials: dict[str, Any], **_kwargs: Any) -> None:
    typed = str(credentials.get("email") or credentials.get("username") or "")
    log.warning("sign-in failed", extra={"ways": ["password"], "login": hashed(typed.strip().lower())})


@receiver(login_code_rejected)
def note_wrong_code_of_a_mail(user: User, **_kwargs: Any) -> None:
    log.warning("code by mail failed", extra={"ways": ["code"], "account": user.pk})


@receiver(authentication_failed)
def note_wrong_code(user: User, authenticator: Any, **_kwargs: Any) -> None:
    log.warning("second factor failed", extra={"ways": [authenticator.type], "account": user.pk})
