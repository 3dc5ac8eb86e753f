"""The provider's page below the portal's address, the queue below the desk's."""

from django.urls import path

from caarisma.common.access import Who, access
from providers.appeals.views import answering, asking
from providers.desk.access import READ, SECOND, staff_with

# Two address books of one room: one has a language in its address, the other none.
desk_patterns = (
    [
        path("appeals/", answering.appeals, name="appeals"),
        path("appeals/<int:appeal_id>/", answering.answer_one, name="answer_appeal"),
    ],
    "appeals",
)
provider_patterns = ([path("appeal/", asking.appeal, name="appeal")], "appeals_own")

ACCESS = {
    "appeals:appeals": staff_with(READ, get=200),
    "appeals:answer_appeal": staff_with(SECOND, post=422),
    "appeals_own:appeal": access(
        get={Who.PROVIDER: 200, Who.SIGNED_IN: 302, Who.ANYONE: 302},
        post={Who.UNPROVEN: 403, Who.PROVIDER: 422, Who.SIGNED_IN: 302, Who.ANYONE: 302},
    ),
}
