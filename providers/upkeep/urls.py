"""Mounted beside the portal's own pages, below the same address."""

from django.urls import path

from providers.portal.urls import own_page, owned_page
from providers.teams.rules.deeds import Deed
from providers.upkeep.views import confirming, overview, standing

app_name = "upkeep"

urlpatterns = [
    path("standing/", standing.standing, name="standing"),
    path("standing/weekly/", standing.weekly, name="weekly"),
    path("standing/<int:pk>/", standing.standing, name="standing_of"),
    path("ends/", overview.ends, name="ends"),
    path("all-right/", confirming.confirm, name="confirm"),
    path("decisions/", overview.decisions, name="decisions"),
    path("leave/", overview.leave, name="leave"),
]

ACCESS = {
    "upkeep:standing": own_page(get=200, deed=Deed.OFFER),
    "upkeep:standing_of": owned_page(get=200, unproven=(200, 405), deed=Deed.OFFER),
    "upkeep:weekly": own_page(post=303, unproven=403),
    "upkeep:ends": own_page(get=200, deed=Deed.OFFER),
    "upkeep:confirm": own_page(get=200, post=422, unproven=403, deed=Deed.SPEAK),
    "upkeep:decisions": own_page(get=200),
    "upkeep:leave": own_page(get=200, post=422, unproven=403),
}
