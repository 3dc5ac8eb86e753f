from django.urls import path

from providers.portal.filing import PAPERS
from providers.portal.views import home, joining, papers, places, sending
from providers.vetting.documents import views as documents

app_name = "provider"

urlpatterns = [
    path("", home.home, name="home"),  # who has no profile is sent on to join
    path("join/", joining.join, name="join"),
    path("claim/", joining.claim, name="claim"),
    path("give-up/", joining.give_up, name="give_up"),
    path("details/", papers.details, name="details"),
    *(path(f"{slug}/", papers.paper_view(slug), name=slug) for slug in PAPERS),
    path("licenses/", papers.licenses, name="licenses"),
    path("licenses/add/", papers.license, name="license_add"),
    path("licenses/<int:pk>/", papers.license, name="license"),
    path("licenses/<int:pk>/remove/", papers.license_remove, name="license_remove"),
    path("places/", places.places, name="places"),
    path("places/add/", places.place, name="place_add"),
    path("places/<int:pk>/", places.place, name="place"),
    path("places/<int:pk>/leave/", places.leave, name="place_leave"),
    path("places/<int:pk>/prices/", places.prices, name="prices_of"),
    path("places/<int:pk>/hours/", places.hours, name="hours_of"),
    path("prices/", places.choose, {"what": "prices"}, name="prices"),
    path("hours/", places.choose, {"what": "hours"}, name="hours"),
    path("send/", sending.send, name="send"),
    path("pause/", home.pause, name="pause"),
    path("unpause/", home.unpause, name="unpause"),
    path("still-right/", home.still_right, name="still_right"),
    path("documents/<uuid:name>/remove/", home.remove, name="document_remove"),
    path("documents/<uuid:name>/<int:number>/", documents.page, name="document"),
]
