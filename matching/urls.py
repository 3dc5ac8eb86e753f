from django.urls import path

from matching.views import results

app_name = "matching"

urlpatterns = [
    path("matches/<str:token>/", results.results, name="results"),
    path("matches/<str:token>/relax/", results.relax, name="relax"),
    path("matches/<str:token>/undo/", results.undo, name="undo"),
    path("matches/<str:token>/refresh/", results.refresh, name="refresh"),
]
