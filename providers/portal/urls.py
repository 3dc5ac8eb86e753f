from django.urls import path

from caarisma.common.access import Access, Who, access
from providers.portal.filing import PAPERS
from providers.portal.views import (
    about,
    acting,
    answering,
    attesting,
    changes,
    home,
    joining,
    limits,
    names,
    pages_sent,
    papers,
    pins,
    places,
    prices,
    products,
    questions,
    request_steps,
    requests,
    reviews,
    sending,
)
from providers.teams.enums import Role
from providers.teams.rules.deeds import Deed, may
from providers.vetting.documents import views as documents

app_name = "provider"

urlpatterns = [
    path("", home.home, name="home"),  # who has no profile is sent on to join
    path("choose/", acting.choose, name="choose"),
    path("join/", joining.join, name="join"),
    path("join/asking/", joining.asking, name="asking"),
    path("join/who/", joining.who, name="who"),
    path("claim/", joining.claim, name="claim"),
    path("give-up/", joining.give_up, name="give_up"),
    path("details/", papers.details, name="details"),
    path("about/", about.about, name="about"),
    path("names/", names.names, name="names"),
    path("attestation/", attesting.attestation, name="attestation"),
    *(path(f"{slug}/", papers.paper_view(slug), name=slug) for slug in PAPERS),
    path("supervisor/", papers.supervisors, name="supervisor"),
    path("supervisor/<slug:state>/", papers.supervisor, name="supervisor_in"),
    path("licenses/", papers.licenses, name="licenses"),
    path("licenses/add/", papers.license, name="license_add"),
    path("licenses/<int:pk>/", papers.license, name="license"),
    path("licenses/<int:pk>/remove/", papers.license_remove, name="license_remove"),
    path("places/", places.places, name="places"),
    path("places/add/", places.place, name="place_add"),
    path("places/<int:pk>/", places.place, name="place"),
    path("places/<int:pk>/phone-right/", home.phone_right, name="phone_right"),
    path("places/<int:pk>/leave/", places.leave, name="place_leave"),
    path("places/<int:pk>/prices/", prices.prices, name="prices_of"),
    path("places/<int:pk>/prices/paste/", prices.paste, name="paste_of"),
    path("places/<int:pk>/pin/", pins.pin, name="pin_of"),
    path("places/<int:pk>/pin/map.svg", pins.pin_map, name="pin_map_of"),
    path("places/<int:pk>/packages/", prices.packages, name="packages_of"),
    path("places/<int:pk>/products/", products.products, name="products_of"),
    path("places/<int:pk>/hours/", places.hours, name="hours_of"),
    path("places/<int:pk>/limits/", limits.limits, name="limits_of"),
    path("places/<int:pk>/days-off/", answering.days_off, name="days_off_of"),
    path("here/", answering.here, name="here"),
    path("zones/", answering.zones, name="zones"),
    path("prices/", places.choose, {"what": "prices"}, name="prices"),
    path("hours/", places.choose, {"what": "hours"}, name="hours"),
    path("changes/", changes.changes, name="changes"),
    path("changes/<int:pk>/take-back/", changes.take_back, name="change_take_back"),
    path("send/", sending.send, name="send"),
    path("pause/", home.pause, name="pause"),
    path("unpause/", home.unpause, name="unpause"),
    path("still-right/", home.still_right, name="still_right"),
    path("prices-right/", prices.still_right, name="prices_right"),
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
    path("questions/", questions.questions, name="questions"),
    path("questions/<int:question>/", questions.question, name="question"),
    path("questions/<int:question>/take-back/", questions.take_back, name="answer_take_back"),
    path("documents/<uuid:name>/remove/", home.remove, name="document_remove"),
    path("documents/<uuid:name>/seen/", pages_sent.seen, name="document_seen"),
    path("documents/<uuid:name>/<int:number>/", documents.page, name="document"),
    path("files/<uuid:name>/<int:number>/", pages_sent.kept_page, name="kept_page"),
]

# Whoever has no profile is taken to the beginning, whoever is not signed in to the door.
OTHERS = {Who.SIGNED_IN: 302, Who.ANYONE: 302}
ROLES = {Who.TEAM_OWNER: Role.OWNER, Who.MANAGER: Role.MANAGER, Who.FRONT_DESK: Role.FRONT_DESK}


def _team(status: int, deed: Deed) -> dict[str, int]:
    """What those of the provider's team get, who may do this or may not."""
    return {who: status if may(role, deed) else 403 for who, role in ROLES.items()}


def own_page(*, get: int = 405, post: int = 405, unproven: int | None = None, deed: Deed = Deed.FACT) -> Access:
    """A page about the profile that one works for. `unproven`: the answer to a POST by somebody who has yet to prove
    that it is theirs. `deed`: what it is, and so for whom of a team."""
    return access(
        get=405 if get == 405 else {**_team(get, deed), Who.PROVIDER: get, **OTHERS},
        post=405
        if post == 405
        else {**_team(post, deed), Who.UNPROVEN: unproven or post, Who.PROVIDER: post, **OTHERS},
    )


def owned_page(
    *, get: int = 405, post: int = 405, unproven: tuple[int, int] = (404, 404), deed: Deed = Deed.FACT
) -> Access:
    """A page about one thing: other providers' things are not there. `unproven`: what GET and POST answer."""
    rest = {Who.PROVIDER: 404, **OTHERS}
    return access(
        get=405 if get == 405 else {**_team(get, deed), Who.OWNER: get, Who.UNPROVEN: unproven[0], **rest},
        post=405 if post == 405 else {**_team(post, deed), Who.OWNER: post, Who.UNPROVEN: unproven[1], **rest},
    )


# Of a request that is new, only some steps can be taken; the others lead back to it.
STEP_PAGES = {what: 200 if what in {"offer", "decline", "report", "block"} else 303 for what in request_steps.STEPS}
SHUT = (200, 403)  # says that proof is needed, before it looks for the thing

ACCESS = {
    "provider:home": own_page(get=200, deed=Deed.LOOK),
    "provider:choose": access(get={Who.SIGNED_IN: 200, Who.ANYONE: 302}, post={Who.SIGNED_IN: 404, Who.ANYONE: 302}),
    "provider:join": access(
        get={Who.PROVIDER: 302, Who.ANYONE: 200}, post={Who.PROVIDER: 302, Who.SIGNED_IN: 422, Who.ANYONE: 200}
    ),
    "provider:asking": access(get=302, post={Who.SIGNED_IN: 405, Who.ANYONE: 302}),
    "provider:who": access(get=302, post=302),  # nobody typed a number yet
    "provider:claim": access(get=302, post=302),
    "provider:give_up": own_page(post=303),
    "provider:details": own_page(get=200, post=422, unproven=403),
    "provider:about": own_page(get=200, post=303, unproven=403),
    "provider:attestation": own_page(get=200, post=422),
    "provider:names": own_page(get=200, post=422, unproven=403),
    **{f"provider:{slug}": own_page(get=200, post=422) for slug in PAPERS},
    "provider:supervisor": own_page(get=302),  # the only state, or which
    "provider:supervisor_in": own_page(get=200, post=422),
    "provider:licenses": own_page(get=200),
    "provider:license_add": own_page(get=200, post=422),
    "provider:license": owned_page(get=200, post=422),
    "provider:license_remove": owned_page(post=303),
    "provider:places": own_page(get=200, deed=Deed.LOOK),
    "provider:place_add": own_page(get=200, post=422, unproven=403),
    "provider:place": owned_page(get=200, post=422, unproven=SHUT),
    "provider:phone_right": owned_page(post=303, unproven=SHUT, deed=Deed.SPEAK),
    "provider:place_leave": owned_page(post=303, unproven=SHUT),
    "provider:prices_of": owned_page(get=200, post=422, unproven=SHUT, deed=Deed.OFFER),
    "provider:paste_of": owned_page(get=200, post=422, unproven=SHUT, deed=Deed.OFFER),
    "provider:pin_of": owned_page(get=200, post=422, unproven=SHUT),
    "provider:pin_map_of": owned_page(get=200, unproven=SHUT),
    "provider:packages_of": owned_page(get=200, post=303, unproven=SHUT, deed=Deed.OFFER),
    "provider:products_of": owned_page(get=200, post=303, unproven=SHUT, deed=Deed.OFFER),
    "provider:hours_of": owned_page(get=200, post=422, unproven=SHUT, deed=Deed.HOURS),
    "provider:limits_of": owned_page(get=200, post=303, unproven=SHUT, deed=Deed.HOURS),
    "provider:days_off_of": owned_page(get=200, post=422, unproven=SHUT, deed=Deed.HOURS),
    "provider:here": own_page(post=303, unproven=403, deed=Deed.ANSWER),
    "provider:zones": own_page(get=200, post=422, unproven=403, deed=Deed.ANSWER),
    "provider:prices": access(get={Who.UNPROVEN: 200, Who.ANYONE: 302}),  # the only place, or which
    "provider:hours": access(get={Who.UNPROVEN: 200, Who.ANYONE: 302}),
    "provider:send": access(
        get={**_team(200, Deed.FACT), Who.DRAFTING: 200, Who.ANYONE: 302},
        post={**_team(422, Deed.FACT), Who.DRAFTING: 422, Who.ANYONE: 302},
    ),
    "provider:changes": own_page(get=200),
    "provider:change_take_back": owned_page(post=303),
    "provider:pause": own_page(get=200, post=303, unproven=403, deed=Deed.SPEAK),
    "provider:unpause": own_page(post=303, unproven=403, deed=Deed.SPEAK),
    "provider:still_right": own_page(post=303, unproven=403, deed=Deed.HOURS),
    "provider:prices_right": own_page(post=303, unproven=403, deed=Deed.OFFER),
    "provider:requests": own_page(get=200, deed=Deed.ANSWER),
    "provider:request": owned_page(get=200, unproven=SHUT, deed=Deed.ANSWER),
    "provider:request_write": owned_page(post=422, unproven=SHUT, deed=Deed.ANSWER),
    "provider:request_came": owned_page(post=400, unproven=SHUT, deed=Deed.ANSWER),
    "provider:request_missed": owned_page(post=400, unproven=SHUT, deed=Deed.ANSWER),
    "provider:request_accept": owned_page(post=400, unproven=SHUT, deed=Deed.ANSWER),
    "provider:request_withdraw": owned_page(post=303, unproven=SHUT, deed=Deed.ANSWER),
    "provider:request_unblock": owned_page(post=303, unproven=SHUT, deed=Deed.ANSWER),
    **{
        f"provider:request_{what}": owned_page(get=get, post=422, unproven=SHUT, deed=Deed.ANSWER)
        for what, get in STEP_PAGES.items()
    },
    "provider:reviews": own_page(get=200, deed=Deed.SPEAK),
    "provider:review_reply": owned_page(get=200, post=422, unproven=SHUT, deed=Deed.SPEAK),
    "provider:review_report": owned_page(get=200, post=422, unproven=SHUT, deed=Deed.SPEAK),
    "provider:questions": own_page(get=200),
    "provider:question": own_page(get=200, post=422, unproven=403),
    "provider:answer_take_back": own_page(post=404, unproven=403),  # but for who answered it
    "provider:document_remove": owned_page(post=303),
    "provider:document_seen": owned_page(post=303),
    "provider:kept_page": owned_page(get=200),
    "provider:document": access(
        get={Who.OWNER: 200, "screening.view_document": 200, Who.SIGNED_IN: 404, Who.ANYONE: 302}
    ),
}
