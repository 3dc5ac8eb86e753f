"""Appeals and corrections, below the desk's address."""

from django.urls import path

from providers.appeals.views import answering
from providers.desk.access import READ, SECOND, staff_with

app_name = "appeals"

urlpatterns = [
    path("appeals/", answering.appeals, name="appeals"),
    path("appeals/<int:appeal_id>/", answering.answer_one, name="answer_appeal"),
]

ACCESS = {
    "appeals:appeals": staff_with(READ, get=200),
    "appeals:answer_appeal": staff_with(SECOND, post=422),
}
