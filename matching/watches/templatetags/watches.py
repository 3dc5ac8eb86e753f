"""The form "Tell me" for pages of rooms below and beside, which know its address and nothing else."""

from typing import Any

from django import template
from django.template import RequestContext
from django.urls import reverse
from django.utils.translation import gettext as _

from matching.search.models import Intake
from matching.watches.forms import WatchForm
from matching.watches.whose_watches import account_of
from providers.directory.models import PracticeLocation

register = template.Library()
OFFER = "matching/watches/partials/offer.html"


@register.inclusion_tag(OFFER, takes_context=True)
def offer_search_watch(context: RequestContext, intake: Intake) -> dict[str, Any]:
    """For the owner of a list."""
    return _offer(context, _("Tell me when somebody new fits"), reverse("watches:search", args=[intake.token]))


@register.inclusion_tag(OFFER, takes_context=True)
def offer_place_watch(context: RequestContext, place: PracticeLocation) -> dict[str, Any]:
    """For a clinic that cannot be asked now."""
    return _offer(context, _("Tell me when this clinic takes patients"), reverse("watches:place", args=[place.pk]))


def _offer(context: RequestContext, title: str, address: str) -> dict[str, Any]:
    request = context["request"]
    account = account_of(request)
    form = WatchForm(account_email=account.email if account else "")
    return {"form": form, "address": address, "title": title, "csrf_token": context.get("csrf_token"), "here": True}
