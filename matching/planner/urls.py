from django.urls import path

from caarisma.common.access import PUBLIC, access
from matching.planner import views

app_name = "planner"

urlpatterns = [
    path("", views.planner, name="planner"),
    path("course.ics", views.calendar, name="calendar"),
]

ACCESS = {"planner:planner": access(get=200, post=303), "planner:calendar": PUBLIC}
