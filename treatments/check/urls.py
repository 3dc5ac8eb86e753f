from django.urls import path

from treatments.check import views

app_name = "check"

urlpatterns = [
    path("check/", views.start, name="start"),
    path("check/result/", views.result, name="result"),
    path("check/<slug:slug>/", views.question, name="question"),
]
