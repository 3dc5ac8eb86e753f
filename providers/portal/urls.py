from django.urls import path

from caarisma.common.access import Access, Who, access
from providers.portal.filing import PAPERS
from providers.portal.views import (
    answering,
    attesting,
    home,
    joining,
    limits,
    names,
    papers,
    places,
    products,
    request_steps,
    requests,
    reviews,
    sending,
)
from providers.vetting.documents import views as documents

app_name = "provider"

urlpatterns = [
    path("", home.home, name="home"),  # who has no profile is sent on to join
    path("join/", joining.join, name="join"),
    path("join/asking/", joining.asking, name="asking"),
    path("claim/", joining.claim, name="claim"),
    path("give-up/", joining.give_up, name="give_up"),
    path("details/", papers.details, name="details"),
    path("names/", names.names, name="names"),
    path("attestation/", attesting.attestation, name="attestation"),
    *(path(f"{slug}/", papers.paper_view(slug), name=slug) for slug in PAPERS),
    path("licenses/", papers.licenses, name="licenses"),
    path("licenses/add/", papers.license, name="license_add"),
    path("licenses/<int:pk>/", papers.license, name="license"),
    path("licenses/<int:pk>/remove/", papers.license_remove, name="license_remove"),
    path("places/", places.places, name="places"),
    path("places/add/", places.place, name="place_add"),
    path("places/<int:pk>/", places.place, name="place"),
    path("places/<int:pk>/phone-right/", home.phone_right, name="phone_right"),
    path("places/<int:pk>/leave/", places.leave, name="place_leave"),
    path("places/<int:pk>/prices/", places.prices, name="prices_of"),
    path("places/<int:pk>/products/", products.products, name="products_of"),
    path("places/<int:pk>/hours/", places.hours, name="hours_of"),
    path("places/<int:pk>/limits/", limits.limits, name="limits_of"),
    path("places/<int:pk>/days-off/", answering.days_off, name="days_off_of"),
    path("here/", answering.here, name="here"),
    path("zones/", answering.zones, name="zones"),
    path("prices/", places.choose, {"what": "prices"}, name="prices"),
    path("hours/", places.choose, {"what": "hours"}, name="hours"),
    path("send/", sending.send, name="send"),
    path("pause/", home.pause, name="pause"),
    path("unpause/", home.unpause, name="unpause"),
    path("still-right/", home.still_right, name="still_right"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<slug:reference>/", requests.thread, name="request"),
    path("requests/<slug:reference>/write/", requests.write, name="request_write"),
    path("requests/<slug:reference>/came/", requests.came, name="request_came"),
    path("requests/<slug:reference>/missed/", requests.missed, name="request_missed"),
    path("requests/<slug:reference>/accept/", requests.accept, name="request_accept"),
    path("requests/<slug:reference>/withdraw/", requests.withdraw, name="request_withdraw"),
    path("requests/<slug:reference>/unblock/", requests.unblock, name="request_unblock"),
    *(
        path(f"requests/<slug:reference>/{what}/", request_steps.step, {"what": what}, name=f"request_{what}")
        for what in request_steps.STEPS
    ),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<int:review>/answer/", reviews.reply, name="review_reply"),
    path("reviews/<int:review>/report/", reviews.report, name="review_report"),
    path("documents/<uuid:name>/remove/", home.remove, name="document_remove"),
    path("documents/<uuid:name>/<int:number>/", documents.page, name="document"),
]

# Whoever has no profile is taken to the beginning, whoever is not signed in to the door.
OTHERS = {Who.SIGNED_IN: 302, Who.ANYONE: 302}


def _own(*, get: int = 405, post: int = 405, unproven: int | None = None) -> Access:
    """A page about one's own profile. `unproven`: the answer to a POST by somebody who has yet to prove that it is."""
    return access(
        get=405 if get == 405 else {Who.PROVIDER: get, **OTHERS},
        post=405 if post == 405 else {Who.UNPROVEN: unproven or post, Who.PROVIDER: post, **OTHERS},
    )


def _owned(*, get: int = 405, post: int = 405, unproven: tuple[int, int] = (404, 404)) -> Access:
    """A page about one thing: other providers' things are not there. `unproven`: what GET and POST answer."""
    return access(
        get=405 if get == 405 else {Who.OWNER: get, Who.UNPROVEN: unproven[0], Who.PROVIDER: 404, **OTHERS},
        post=405 if post == 405 else {Who.OWNER: post, Who.UNPROVEN: unproven[1], Who.PROVIDER: 404, **OTHERS},
    )


# Of a request that is new, only some steps can be taken; the others lead back to it.
STEP_PAGES = {what: 200 if what in {"offer", "decline", "report", "block"} else 303 for what in request_steps.STEPS}
SHUT = (200, 403)  # says that proof is needed, before it looks for the thing

ACCESS = {
    "provider:home": _own(get=200),
    "provider:join": access(
        get={Who.PROVIDER: 302, Who.ANYONE: 200}, post={Who.PROVIDER: 302, Who.SIGNED_IN: 422, Who.ANYONE: 200}
    ),
    "provider:asking": access(get=302, post={Who.SIGNED_IN: 405, Who.ANYONE: 302}),
    "provider:claim": access(get=302, post=302),
    "provider:give_up": _own(post=303),
    "provider:details": _own(get=200, post=422, unproven=403),
    "provider:names": _own(get=200, post=422, unproven=403),
    "provider:attestation": _own(get=200, post=422),
    **{f"provider:{slug}": _own(get=200, post=422) for slug in PAPERS},
    "provider:licenses": _own(get=200),
    "provider:license_add": _own(get=200, post=422),
    "provider:license": _owned(get=200, post=422),
    "provider:license_remove": _owned(post=303),
    "provider:places": _own(get=200),
    "provider:place_add": _own(get=200, post=422, unproven=403),
    "provider:place": _owned(get=200, post=422, unproven=SHUT),
    "provider:phone_right": _owned(post=303, unproven=SHUT),
    "provider:place_leave": _owned(post=303, unproven=SHUT),
    "provider:prices_of": _owned(get=200, post=422, unproven=SHUT),
    "provider:products_of": _owned(get=200, post=303, unproven=SHUT),
    "provider:hours_of": _owned(get=200, post=422, unproven=SHUT),
    "provider:limits_of": _owned(get=200, post=303, unproven=SHUT),
    "provider:days_off_of": _owned(get=200, post=422, unproven=SHUT),
    "provider:here": _own(post=303, unproven=403),
    "provider:zones": _own(get=200, post=422, unproven=403),
    "provider:prices": access(get={Who.UNPROVEN: 200, Who.ANYONE: 302}),  # the only place, or which
    "provider:hours": access(get={Who.UNPROVEN: 200, Who.ANYONE: 302}),
    "provider:send": access(get={Who.DRAFTING: 200, Who.ANYONE: 302}, post={Who.DRAFTING: 422, Who.ANYONE: 302}),
    "provider:pause": _own(post=303, unproven=403),
    "provider:unpause": _own(post=303, unproven=403),
    "provider:still_right": _own(post=303, unproven=403),
    "provider:requests": _own(get=200),
    "provider:request": _owned(get=200, unproven=SHUT),
    "provider:request_write": _owned(post=422, unproven=SHUT),
    "provider:request_came": _owned(post=400, unproven=SHUT),
    "provider:request_missed": _owned(post=400, unproven=SHUT),
    "provider:request_accept": _owned(post=400, unproven=SHUT),
    "provider:request_withdraw": _owned(post=303, unproven=SHUT),
    "provider:request_unblock": _owned(post=303, unproven=SHUT),
    **{f"provider:request_{what}": _owned(get=get, post=422, unproven=SHUT) for what, get in STEP_PAGES.items()},
    "provider:reviews": _own(get=200),
    "provider:review_reply": _owned(get=200, post=422, unproven=SHUT),
    "provider:review_report": _owned(get=200, post=422, unproven=SHUT),
    "provider:document_remove": _owned(post=303),
    "provider:document": access(
        get={Who.OWNER: 200, "screening.view_document": 200, Who.SIGNED_IN: 404, Who.ANYONE: 302}
    ),
}
