"""What clinics write to us: their own pages. Those of the desk are in desk_urls.py."""

from django.urls import path

from caarisma.common.access import Who, access
from providers.letters.views import own

app_name = "letters"

urlpatterns = [
    path("", own.letters, name="letters"),
    path("<uuid:key>/", own.letter, name="letter"),
]

ACCESS = {
    "letters:letters": access(get={Who.SIGNED_IN: 200, Who.ANYONE: 302}, post={Who.SIGNED_IN: 422, Who.ANYONE: 302}),
    "letters:letter": access(get={Who.OWNER: 200, Who.SIGNED_IN: 404, Who.ANYONE: 302}),
}
