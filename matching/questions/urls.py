from django.urls import path

from caarisma.common.access import PUBLIC, Access, Who, access
from matching.questions.views import own, public

app_name = "questions"

urlpatterns = [
    path("", public.questions, name="questions"),
    path("new/", own.new, name="new"),
    path("mine/<uuid:key>/", own.own, name="own"),
    path("mine/<uuid:key>/again/", own.again, name="again"),
    path("mine/<uuid:key>/take-back/", own.take_back, name="take_back"),
    path("press/<slug:token>/", own.press, name="press"),
    path("press/<slug:token>/again/", own.press_again, name="press_again"),
    path("report/<int:text>/", public.report, name="report"),
    path("<int:number>/", public.question, name="question"),
]


def _own(*, get: int = 405, post: int = 405) -> Access:
    """Whose it is; to everybody else, also to the desk, it is not there."""
    return access(get=_for_owners(get), post=_for_owners(post))


def _for_owners(status: int) -> int | dict[str, int]:
    return 405 if status == 405 else {Who.OWNER: status, Who.ANYONE: 404}


ACCESS = {
    "questions:questions": access(get=200, post=200),  # what is looked for is posted
    "questions:new": access(get=200, post=422),
    "questions:own": _own(get=200, post=422),
    "questions:again": _own(post=303),
    "questions:take_back": _own(get=200, post=303),
    "questions:press": access(get=200, post=303),  # whoever reads the mail
    "questions:press_again": access(get=405, post=200),
    "questions:report": access(get=200, post=422),
    "questions:question": PUBLIC,
}
