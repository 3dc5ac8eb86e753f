from django.urls import path

from treatments import views

app_name = "guide"

urlpatterns = [
    path("", views.page, name="hub"),
    path("areas/<slug:slug>/", views.area, name="area"),
    path("concerns/<slug:slug>/", views.concern, name="concern"),
    path("<path:address>/", views.page, name="page"),
]
