"""Mounted beside the portal's own pages, below the same address."""

from django.urls import path

from caarisma.common.access import Who, access
from providers.upkeep.views import overview, standing

app_name = "upkeep"

urlpatterns = [
    path("standing/", standing.standing, name="standing"),
    path("standing/weekly/", standing.weekly, name="weekly"),
    path("standing/<int:pk>/", standing.standing, name="standing_of"),
    path("ends/", overview.ends, name="ends"),
    path("decisions/", overview.decisions, name="decisions"),
    path("leave/", overview.leave, name="leave"),
]

OTHERS = {Who.SIGNED_IN: 302, Who.ANYONE: 302}

ACCESS = {
    "upkeep:standing": access(get={Who.PROVIDER: 200, **OTHERS}),
    "upkeep:standing_of": access(get={Who.OWNER: 200, Who.UNPROVEN: 200, Who.PROVIDER: 404, **OTHERS}),
    "upkeep:weekly": access(get=405, post={Who.UNPROVEN: 403, Who.PROVIDER: 303, **OTHERS}),
    "upkeep:ends": access(get={Who.PROVIDER: 200, **OTHERS}),
    "upkeep:decisions": access(get={Who.PROVIDER: 200, **OTHERS}),
    "upkeep:leave": access(get={Who.PROVIDER: 200, **OTHERS}, post={Who.UNPROVEN: 403, Who.PROVIDER: 422, **OTHERS}),
}
