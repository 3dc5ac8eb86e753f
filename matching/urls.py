from django.urls import path

from matching.views import intake, results, working

app_name = "matching"

urlpatterns = [
    path("find/", intake.start, name="start"),
    path("find/check/", intake.check, name="check"),
    path("find/working/<str:token>/", working.working, name="working"),
    path("find/<slug:slug>/", intake.step, name="step"),
    path("matches/<str:token>/", results.results, name="results"),
    path("matches/<str:token>/change/", intake.change, name="change"),
    path("matches/<str:token>/relax/", results.relax, name="relax"),
    path("matches/<str:token>/undo/", results.undo, name="undo"),
    path("matches/<str:token>/refresh/", results.refresh, name="refresh"),
]
