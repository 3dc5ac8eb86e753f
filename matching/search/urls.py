from django.urls import path

from matching.search.views import copying, erasing, from_check, intake, results, working

app_name = "matching"

urlpatterns = [
    path("find/", intake.start, name="start"),
    path("find/from-check/", from_check.from_check, name="from_check"),
    path("find/check/", intake.check, name="check"),
    path("find/working/<slug:token>/", working.working, name="working"),
    path("find/<slug:slug>/", intake.step, name="step"),
    path("matches/<slug:token>/", results.results, name="results"),
    path("matches/<slug:token>/change/", intake.change, name="change"),
    path("matches/<slug:token>/relax/", results.relax, name="relax"),
    path("matches/<slug:token>/undo/", results.undo, name="undo"),
    path("matches/<slug:token>/mine/", copying.mine, name="mine"),
    path("matches/<slug:token>/erase/", erasing.erase, name="erase"),
    path("matches/<slug:token>/refresh/", results.refresh, name="refresh"),
]
