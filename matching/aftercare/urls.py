from django.urls import path

from caarisma.common.access import PUBLIC, access
from matching.aftercare.views import answering, outcomes, stopping

app_name = "aftercare"

urlpatterns = [
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("after/thanks/", answering.thanks, name="thanks"),
    path("after/stop/<slug:token>/", stopping.stop, name="stop"),
    path("after/go/<slug:token>/", answering.press, name="press"),
    path("after/<uuid:key>/", answering.signs, name="signs"),
    path("after/<uuid:key>/more/", answering.rest, name="rest"),
]

ACCESS = {
    "aftercare:outcomes": PUBLIC,
    "aftercare:thanks": PUBLIC,
    "aftercare:stop": access(get=200, post=200),  # whoever reads the mail, and also for a link that nobody has
    "aftercare:press": access(get=200, post=303),  # whoever reads the mail
    "aftercare:signs": access(get=404, post=404),  # but for the browser that pressed the link
    "aftercare:rest": access(get=404, post=404),
}
