from django.urls import path

from caarisma.common.access import Access, Who, access
from matching.watches.views import asking, own, pressing

app_name = "watches"

urlpatterns = [
    path("search/<slug:token>/", asking.search, name="search"),
    path("place/<int:place>/", asking.place, name="place"),
    path("press/<slug:token>/", pressing.press, name="press"),
    path("press/<slug:token>/again/", pressing.press_again, name="press_again"),
    path("stop/<str:signed>/", pressing.stop, name="stop"),
    path("stop/<str:signed>/again/", pressing.restart, name="restart"),
    path("<uuid:key>/", own.watch, name="watch"),
    path("<uuid:key>/stop/", own.stop_own, name="stop_own"),
    path("<uuid:key>/renew/", own.renew_own, name="renew_own"),
    path("<uuid:key>/again/", own.confirm_again, name="confirm_again"),
]


def _own(*, get: int = 405, post: int = 405) -> Access:
    """Whose it is; to everybody else it is not there."""
    return access(get=_for_owners(get), post=_for_owners(post))


def _for_owners(status: int) -> int | dict[str, int]:
    return 405 if status == 405 else {Who.OWNER: status, Who.ANYONE: 404}


ACCESS = {
    "watches:search": _own(get=200, post=422),  # whose list it is
    "watches:place": access(get=200, post=422),
    "watches:press": access(get=200, post=303),  # whoever reads the mail
    "watches:press_again": access(get=405, post=200),
    "watches:stop": access(get=200, post=200),
    "watches:restart": access(get=405, post=200),
    "watches:watch": _own(get=200),
    "watches:stop_own": _own(post=303),
    "watches:renew_own": _own(post=303),
    "watches:confirm_again": _own(post=303),
}
