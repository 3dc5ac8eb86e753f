from django.urls import path

from providers.clinics.views import badge, calendar, facts, together
from providers.portal.urls import SHUT, own_page, owned_page
from providers.teams.rules.deeds import Deed

app_name = "clinic"

urlpatterns = [
    path("places/<int:pk>/facts/", facts.facts, name="facts"),
    path("places/<int:pk>/for-others/", together.together, name="together"),
    path("places/<int:pk>/badge/", badge.badge, name="badge"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/feed/", calendar.feed, name="calendar_feed"),
    path("calendar/remove/", calendar.remove, name="calendar_remove"),
]

ACCESS = {
    "clinic:facts": owned_page(get=200, post=303, unproven=SHUT, deed=Deed.OFFER),
    "clinic:together": owned_page(get=200, post=422, unproven=SHUT, deed=Deed.OFFER),
    "clinic:badge": owned_page(get=200, post=303, unproven=SHUT, deed=Deed.SPEAK),
    "clinic:calendar": own_page(get=200, post=422, unproven=403, deed=Deed.HOURS),
    "clinic:calendar_feed": own_page(post=303, unproven=403, deed=Deed.HOURS),
    "clinic:calendar_remove": own_page(post=303, unproven=403, deed=Deed.HOURS),
}
