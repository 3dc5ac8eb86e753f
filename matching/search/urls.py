from django.urls import path

from caarisma.common.access import PUBLIC, SEEN_ONLY, Who, access
from matching.search.views import copying, erasing, from_check, health, intake, results, working

app_name = "matching"

urlpatterns = [
    path("find/", intake.start, name="start"),
    path("find/from-check/", from_check.from_check, name="from_check"),
    path("find/check/", intake.check, name="check"),
    path("find/working/<slug:token>/", working.working, name="working"),
    path("find/health/", health.ask, name="health"),
    path("find/<slug:slug>/", intake.step, name="step"),
    path("matches/<slug:token>/", results.results, name="results"),
    path("matches/<slug:token>/change/", intake.change, name="change"),
    path("matches/<slug:token>/relax/", results.relax, name="relax"),
    path("matches/<slug:token>/undo/", results.undo, name="undo"),
    path("matches/<slug:token>/mine/", copying.mine, name="mine"),
    path("matches/<slug:token>/erase/", erasing.erase, name="erase"),
    path("matches/<slug:token>/refresh/", results.refresh, name="refresh"),
    path("matches/<slug:token>/health/", health.answers, name="health_answers"),
    path("matches/<slug:token>/doctor/", health.sheet, name="doctor_sheet"),
]

ACCESS = {  # whoever has a list's address reads it; its owner alone changes it
    "matching:start": access(get=200, post=422),
    "matching:from_check": access(get=302, post=422),
    "matching:check": access(get=302, post=302),  # the answers are in the session; none there, back to the start
    "matching:step": access(get=302, post=302),
    "matching:health": access(get=302, post=302),
    "matching:working": access(get=302),
    "matching:results": PUBLIC,
    "matching:mine": access(get={Who.OWNER: 303, Who.ANYONE: 200}, post={Who.OWNER: 303, Who.ANYONE: 422}),
    "matching:change": access(get=405, post={Who.OWNER: 303, Who.ANYONE: 403}),
    "matching:relax": access(get=405, post={Who.OWNER: 404, Who.ANYONE: 403}),
    "matching:undo": access(get=405, post={Who.OWNER: 404, Who.ANYONE: 403}),
    "matching:erase": access(get={Who.OWNER: 200, Who.ANYONE: 403}, post={Who.OWNER: 303, Who.ANYONE: 403}),
    "matching:refresh": access(get=405, post={Who.OWNER: 303, Who.ANYONE: 403}),
    # what hangs on health answers is its owner's alone: to others it never was
    "matching:health_answers": access(get={Who.OWNER: 200, Who.ANYONE: 404}, post={Who.OWNER: 422, Who.ANYONE: 404}),
    "matching:doctor_sheet": access(get={Who.OWNER: 200, Who.ANYONE: 404}),
}
ADMIN = {
    "search.intake": SEEN_ONLY,
    "search.matchjob": SEEN_ONLY,
    "search.match": SEEN_ONLY,
    "search.nearmiss": SEEN_ONLY,
}
