"""Short mails to providers: that there is something to read, never what, and where to read it."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from caarisma.common.outbox.parts import render_letter
from caarisma.common.outbox.writing import Letter, is_posted, post, site_url
from providers.directory.models import Provider, Statement

LIFE: Final = timedelta(days=3)  # later the portal may say something else by now


def tell_provider(*, provider_id: int, event: str, key: str = "") -> None:
    """Write emails/provider_<event>.txt into the outbox, in the caller's transaction and the provider's language.
    Nobody without an account is written to. `key`: where it must go once, however often it is asked for."""
    if key and is_posted(key):
        return
    provider = Provider.objects.select_related("user").get(pk=provider_id)
    if provider.user is None or not provider.user.is_active:
        return
    language, now = language_of(provider), timezone.now()
    letter = letter_to(provider, f"providers/vetting/emails/provider_{event}.txt", language=language)
    post(letter, kind=f"provider_{event}", to=provider.user.email, language=language, life=LIFE, now=now, key=key)


def letter_to(provider: Provider, template: str, *, language: str, **context: object) -> Letter:
    """With the link to the provider's own pages, in the language of the letter."""
    with translation.override(language):
        link = site_url(reverse("provider:home"))
    return render_letter(template, language=language, name=provider.full_name, link=link, **context)


def tell_hidden(provider_ids: Collection[int]) -> None:
    """That they are off the lists and can read why in the portal. What was found is no matter for a mail. Ask who is
    listed before hiding them: only they are told."""
    for provider_id in sorted(provider_ids):
        tell_provider(provider_id=provider_id, event="hidden")


def language_of(provider: Provider) -> str:
    """The language in which they last sent us something."""
    said = Statement.objects.filter(provider=provider).values_list("language", flat=True).first()
    return said or settings.LANGUAGE_CODE
