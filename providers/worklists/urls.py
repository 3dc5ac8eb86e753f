"""Work lists below the desk's address."""

from django.urls import path

from providers.desk.access import READ, WORK, staff_with
from providers.worklists.views import clearings, expiring, load, open_calls, renewals

app_name = "worklists"

urlpatterns = [
    path("clearings/", clearings.clearings, name="clearings"),
    path("expiring/", expiring.expiring, name="expiring"),
    path("expiring/ask/", expiring.ask_for_renewal, name="ask_for_renewal"),
    path("renewals/", renewals.renewals, name="renewals"),
    path("renewals/lapsed/", renewals.lapsed, name="lapsed"),
    path("renewals/ask/", renewals.ask_renewals, name="ask_renewals"),
    path("open-calls/", open_calls.open_call_list, name="open_calls"),
    path("open-calls/<int:call_id>/", open_calls.open_call, name="open_call"),
    path("load/", load.load, name="load"),
    path("load/hand-over/", load.hand_over, name="hand_over"),
    path("load/absent/", load.absent, name="absent"),
]

ACCESS = {
    "worklists:clearings": staff_with(clearings.SEES_HITS, get=200),
    "worklists:expiring": staff_with(READ, get=200),
    "worklists:ask_for_renewal": staff_with(WORK, post=303),
    "worklists:renewals": staff_with(READ, get=200),
    "worklists:lapsed": staff_with(READ, get=200),
    "worklists:ask_renewals": staff_with(WORK, post=303),
    "worklists:open_calls": staff_with(READ, get=200),
    "worklists:open_call": staff_with(WORK, get=200, post=422),
    "worklists:load": staff_with(READ, get=200),
    "worklists:hand_over": staff_with(WORK, post=404),
    "worklists:absent": staff_with(WORK, post=422),
}
