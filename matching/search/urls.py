"""The questions. `matching/lists/urls.py` mounts them: both rooms share the namespace "matching"."""

from django.urls import path

from caarisma.common.access import SEEN_ONLY, access
from matching.search.views import from_check, health, intake

urlpatterns = [
    path("find/", intake.start, name="start"),
    path("find/from-check/", from_check.from_check, name="from_check"),
    path("find/check/", intake.check, name="check"),
    path("find/health/", health.ask, name="health"),
    path("find/<slug:slug>/", intake.step, name="step"),
]

ACCESS = {
    "matching:start": access(get=200, post=422),
    "matching:from_check": access(get=302, post=422),
    "matching:check": access(get=302, post=302),  # the answers are in the session; none there, back to the start
    "matching:step": access(get=302, post=302),
    "matching:health": access(get=302, post=302),
}
ADMIN = {
    "search.intake": SEEN_ONLY,
    "search.matchjob": SEEN_ONLY,
    "search.match": SEEN_ONLY,
    "search.nearmiss": SEEN_ONLY,
}
