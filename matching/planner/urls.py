from django.urls import path

from matching.planner import views

app_name = "planner"

urlpatterns = [
    path("", views.planner, name="planner"),
    path("course.ics", views.calendar, name="calendar"),
]
