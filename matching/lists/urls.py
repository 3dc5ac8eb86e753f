from django.urls import include, path

from caarisma.common.access import PUBLIC, Who, access
from matching.lists.views import comparing, copying, erasing, filters, health, results, saving, working

app_name = "matching"

urlpatterns = [
    path("find/working/<slug:token>/", working.working, name="working"),
    path("", include("matching.search.urls")),
    path("matches/<slug:token>/", results.results, name="results"),
    path("matches/<slug:token>/change/", copying.change, name="change"),
    path("matches/<slug:token>/compare/", comparing.compare, name="compare"),
    path("matches/<slug:token>/filters/", filters.filters, name="filters"),
    path("matches/<slug:token>/without/", filters.remove, name="remove_filter"),
    path("matches/<slug:token>/most/", filters.most, name="most"),
    path("matches/<slug:token>/relax/", results.relax, name="relax"),
    path("matches/<slug:token>/undo/", results.undo, name="undo"),
    path("matches/<slug:token>/save/", saving.save, name="save"),
    path("matches/<slug:token>/share/", saving.share, name="share"),
    path("matches/<slug:token>/erase/", erasing.erase, name="erase"),
    path("matches/<slug:token>/refresh/", results.refresh, name="refresh"),
    path("matches/<slug:token>/health/", health.answers, name="health_answers"),
    path("matches/<slug:token>/doctor/", health.sheet, name="doctor_sheet"),
    path("shared/<slug:share>/", results.shared, name="shared"),
    path("shared/<slug:share>/compare/", comparing.shared_compare, name="shared_compare"),
    path("shared/<slug:share>/mine/", copying.mine, name="mine"),
    path("r/<str:signed>/", saving.back, name="back"),
]

NOBODY_ELSE = {Who.ANYONE: 404}  # nor do they learn that there is such a list


ACCESS = {  # a list is its owner's; whoever has the address of the copy that was shared reads that
    "matching:working": access(get=302),
    "matching:results": access(get={Who.OWNER: 200, **NOBODY_ELSE}),
    "matching:compare": access(get={Who.OWNER: 200, **NOBODY_ELSE}),
    "matching:filters": access(get={Who.OWNER: 200, **NOBODY_ELSE}, post={Who.OWNER: 422, **NOBODY_ELSE}),
    "matching:remove_filter": access(get=405, post={Who.OWNER: 303, **NOBODY_ELSE}),
    "matching:most": access(get=405, post={Who.OWNER: 303, **NOBODY_ELSE}),
    "matching:change": access(get=405, post={Who.OWNER: 303, **NOBODY_ELSE}),
    "matching:relax": access(get=405, post={Who.OWNER: 409, **NOBODY_ELSE}),
    "matching:undo": access(get=405, post={Who.OWNER: 409, **NOBODY_ELSE}),
    "matching:save": access(get={Who.OWNER: 200, **NOBODY_ELSE}, post={Who.OWNER: 422, **NOBODY_ELSE}),
    "matching:share": access(get=405, post={Who.OWNER: 303, **NOBODY_ELSE}),
    "matching:erase": access(get={Who.OWNER: 200, **NOBODY_ELSE}, post={Who.OWNER: 303, **NOBODY_ELSE}),
    "matching:refresh": access(get=405, post={Who.OWNER: 303, **NOBODY_ELSE}),
    "matching:shared": PUBLIC,
    "matching:shared_compare": PUBLIC,
    "matching:mine": access(get={Who.OWNER: 303, Who.ANYONE: 200}, post={Who.OWNER: 303, Who.ANYONE: 422}),
    "matching:health_answers": access(get={Who.OWNER: 200, **NOBODY_ELSE}, post={Who.OWNER: 422, **NOBODY_ELSE}),
    "matching:doctor_sheet": access(get={Who.OWNER: 200, **NOBODY_ELSE}),
    "matching:back": access(get=200, post=303),  # whoever reads the mail
}
