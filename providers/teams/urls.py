from django.urls import path

from caarisma.common.access import Access, Who, access
from providers.teams.views import joining, teams

app_name = "teams"

urlpatterns = [
    path("", teams.teams, name="teams"),
    path("begin/", teams.begin, name="begin"),
    path("invited/", joining.invited, name="invited"),
    path("invited/<int:invitation>/", joining.invitation, name="invitation"),
    path("<int:team>/", teams.team_page, name="team"),
    path("<int:team>/ask/", teams.ask, name="ask"),
    path("<int:team>/mail/", teams.mail, name="mail"),
    path("<int:team>/asked/<int:invitation>/withdraw/", teams.withdraw, name="withdraw"),
    path("<int:team>/members/<int:member>/", teams.member, name="member"),
    path("<int:team>/providers/<int:provider>/take-out/", teams.take_out, name="take_out"),
]


def _team(*, get: int = 405, post: int = 405, others: tuple[int, int] = (0, 0)) -> Access:
    """For its owner, and `others`: what GET and POST answer to who else is in it. Another team is not there."""

    def answers(owner: int, other: int) -> int | dict[str, int]:
        rest = {Who.SIGNED_IN: 404, Who.ANYONE: 302}
        return 405 if owner == 405 else {Who.TEAM_OWNER: owner, Who.OWNER: other or owner, **rest}

    return access(get=answers(get, others[0]), post=answers(post, others[1]))


ACCESS = {
    "teams:teams": access(get=302),  # on to the team, or to its beginning
    "teams:begin": access(get={Who.PROVIDER: 200, Who.ANYONE: 302}, post={Who.PROVIDER: 422, Who.ANYONE: 302}),
    "teams:invited": access(get=200),
    "teams:invitation": access(
        get={Who.OWNER: 200, Who.SIGNED_IN: 404, Who.ANYONE: 302},
        post={Who.OWNER: 422, Who.SIGNED_IN: 404, Who.ANYONE: 302},
    ),
    "teams:team": _team(get=200),
    "teams:ask": _team(get=200, post=422, others=(403, 403)),
    "teams:mail": _team(post=303),
    "teams:withdraw": _team(post=303),  # who may not is told so there
    "teams:member": _team(post=400),
    "teams:take_out": _team(post=303),
}
