"""Work lists below the desk's address."""

from django.urls import path

from caarisma.common.access import Who, access
from providers.desk.access import READ, WORK, staff_with
from providers.worklists.views import (
    clearings,
    expiring,
    guide_reviewers,
    guide_signing,
    guide_sources,
    load,
    open_calls,
    renewals,
)

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
    path("guide/", guide_signing.pages, name="guide_pages"),
    path("guide/sources/", guide_sources.sources, name="guide_sources"),
    path("guide/sources/<slug:source>/", guide_sources.source, name="guide_source"),
    path("guide/clinicians/", guide_reviewers.reviewers, name="guide_reviewers"),
    path("guide/clinicians/<int:reviewer_id>/", guide_reviewers.reviewer, name="guide_reviewer"),
    path("guide/page/<path:page>/", guide_signing.page, name="guide_page"),
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
    "worklists:guide_pages": staff_with(guide_signing.SEES, get=200),
    "worklists:guide_page": access(
        get={guide_signing.SEES: 200, Who.STAFF: 403, Who.ANYONE: 302},
        post={guide_signing.SIGNS: 422, Who.STAFF: 403, Who.ANYONE: 302},
    ),
    "worklists:guide_sources": staff_with(guide_sources.SEES, get=200),
    "worklists:guide_source": access(
        get={guide_sources.SEES: 200, Who.STAFF: 403, Who.ANYONE: 302},
        post={guide_sources.OPENS: 422, Who.STAFF: 403, Who.ANYONE: 302},
    ),
    "worklists:guide_reviewers": access(
        get={guide_reviewers.SEES: 200, Who.STAFF: 403, Who.ANYONE: 302},
        post={guide_reviewers.KEEPS: 422, Who.STAFF: 403, Who.ANYONE: 302},
    ),
    "worklists:guide_reviewer": staff_with(guide_reviewers.KEEPS, post=422),
}
