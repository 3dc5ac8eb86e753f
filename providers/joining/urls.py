from django.urls import path

from caarisma.common.access import access
from providers.joining.views import public

app_name = "joining"

urlpatterns = [
    path("can-i-join/", public.can_i_join, name="can_i_join"),
    path("can-i-join/answer/", public.answer, name="answer"),
    path("can-i-join/tell-me/", public.tell_me, name="tell_me"),
    path("can-i-join/told/<str:signed>/", public.wait, name="wait"),
]

ACCESS = {
    "joining:can_i_join": access(get=200, post=422),
    "joining:answer": access(get=302),  # nobody asked anything yet
    "joining:tell_me": access(get=405, post=303),
    "joining:wait": access(get=200, post=303),  # whoever reads the mail
}
