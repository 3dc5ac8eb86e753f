"""Short mails to providers: that there is something to read, never what. No link, so nobody learns to trust one."""

import logging
from collections.abc import Collection
from datetime import datetime
from functools import partial
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from providers.models import Provider, Statement

logger = logging.getLogger(__name__)


def tell_provider(*, provider_id: int, event: str) -> None:
    """Send templates/emails/provider_<event>.txt after the commit, in the provider's language. Nobody without an
    account is written to."""
    provider = Provider.objects.select_related("user").get(pk=provider_id)
    if provider.user is None or not provider.user.is_active:
        return
    mail = _written(event, provider)
    transaction.on_commit(partial(_send, mail))


def listed_among(provider_ids: Collection[int], *, now: datetime) -> set[int]:
    """Whom patients can see at this moment. Ask before hiding them: only they are told that they are hidden."""
    if not provider_ids:
        return set()
    return set(Provider.objects.listed(on=now).filter(pk__in=provider_ids).values_list("pk", flat=True))


def tell_hidden(provider_ids: Collection[int]) -> None:
    """That they are off the lists and can read why in the portal. What was found is no matter for a mail."""
    for provider_id in sorted(provider_ids):
        tell_provider(provider_id=provider_id, event="hidden")


def language_of(provider: Provider) -> str:
    """The language in which they last sent us something."""
    said = Statement.objects.filter(provider=provider).values_list("language", flat=True).first()
    return said or settings.LANGUAGE_CODE


def _written(event: str, provider: Provider) -> EmailMessage:
    """The first line of the template is the subject."""
    assert provider.user is not None
    with translation.override(language_of(provider)):
        text = render_to_string(f"emails/provider_{event}.txt", {"name": provider.full_name})
    subject, _, body = text.strip().partition("\n")
    return EmailMessage(subject=subject.strip(), body=body.strip() + "\n", to=[provider.user.email])


def _send(mail: EmailMessage) -> None:
    """The decision stands whether the mail server answers or not; the portal says the same as the mail."""
    try:
        mail.send()
    except (OSError, SMTPException) as error:
        logger.error("mail to a provider was not sent", extra={"error": type(error).__name__})
