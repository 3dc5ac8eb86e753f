"""Letters at the desk, below the desk's address."""

from django.urls import path

from providers.desk.access import staff_with
from providers.letters.access import ANSWERS
from providers.letters.views import desk

app_name = "desk_letters"

urlpatterns = [
    path("letters/", desk.queue, name="queue"),
    path("letters/<int:letter_id>/", desk.letter, name="letter"),
]

ACCESS = {
    "desk_letters:queue": staff_with(ANSWERS, get=200),
    "desk_letters:letter": staff_with(ANSWERS, get=200, post=422),
}
