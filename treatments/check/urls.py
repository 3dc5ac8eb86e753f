from django.urls import path

from caarisma.common.access import access
from treatments.check import views

app_name = "check"

urlpatterns = [
    path("check/", views.start, name="start"),
    path("check/result/", views.result, name="result"),
    path("check/<slug:slug>/", views.question, name="question"),
]

ACCESS = {  # nothing is kept, so nothing is anybody's
    "check:start": access(get=200, post=303),
    "check:result": access(get=302, post=303),
    "check:question": access(get=200, post=303),
}
