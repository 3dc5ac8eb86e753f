from django.urls import path

from caarisma.common.access import Access, Who, access
from matching.requests.views import asking, changing, confirming, files, following, pressing, thread

app_name = "matching_consultations"

urlpatterns = [
    path("", pressing.mine, name="mine"),
    path("new/<int:place>/", asking.new, name="new"),
    path("confirm/<int:draft>/", confirming.confirm, name="confirm"),
    path("confirm/<int:draft>/again/", confirming.again, name="again"),
    path("confirm/<int:draft>/send/", confirming.send_by_phone, name="send_by_phone"),
    path("press/<slug:token>/", pressing.press, name="press"),
    path("press/<slug:token>/again/", pressing.press_again, name="press_again"),
    path("link/", pressing.link, name="link"),
    path("code/", pressing.code, name="code"),
    path("paper/", pressing.paper, name="paper"),
    path("leave/", pressing.leave, name="leave"),
    path("leave/others/", pressing.leave_others, name="leave_others"),
    path("<slug:reference>/", thread.thread, name="thread"),
    path("<slug:reference>/agree/", thread.agree, name="agree"),
    path("<slug:reference>/write/", thread.write, name="write"),
    path("<slug:reference>/hide/", thread.hide, name="hide"),
    path("<slug:reference>/show/", pressing.show, name="show"),
    path("<slug:reference>/visited/", thread.visited, name="visited"),
    path("<slug:reference>/may-ask/", following.may_ask, name="may_ask"),
    path("<slug:reference>/ask-no-more/", following.ask_no_more, name="ask_no_more"),
    path("<slug:reference>/question/", following.question, name="question"),
    path("<slug:reference>/delete-told/", following.delete_told, name="delete_told"),
    path("<slug:reference>/kept/", thread.paper_kept, name="paper_kept"),
    path("<slug:reference>/none/", changing.none_fits, name="none_fits"),
    path("<slug:reference>/move/", changing.move, name="move"),
    path("<slug:reference>/accept/", changing.accept, name="accept"),
    path("<slug:reference>/withdraw/", changing.withdraw, name="withdraw"),
    path("<slug:reference>/cancel/", changing.cancel, name="cancel"),
    path("<slug:reference>/report/", changing.report, name="report"),
    path("<slug:reference>/questions/", files.sheet, name="sheet"),
    path("<slug:reference>/appointment.ics", files.calendar, name="calendar"),
]


def _held(*, get: int = 405, post: int = 405) -> Access:
    """Whoever holds the request; to everybody else, also to its clinic and the desk, it is not there."""
    return access(get=_for_holders(get), post=_for_holders(post))


def _for_holders(status: int) -> int | dict[str, int]:
    return 405 if status == 405 else {Who.OWNER: status, Who.ANYONE: 404}


ACCESS = {
    "matching_consultations:mine": access(get=200),
    "matching_consultations:new": access(get=200, post=422),
    "matching_consultations:confirm": access(get=404, post=404),  # but for the browser that wrote it
    "matching_consultations:again": access(get=405, post=404),
    "matching_consultations:send_by_phone": access(get=405, post=404),
    "matching_consultations:press": access(get=200, post=303),  # whoever reads the mail
    "matching_consultations:press_again": access(get=405, post=303),
    "matching_consultations:link": access(get=405, post=422),
    "matching_consultations:code": access(get=200, post=422),
    "matching_consultations:paper": access(get=405, post=422),
    "matching_consultations:leave": access(get=405, post=200),
    "matching_consultations:leave_others": access(get=405, post=200),
    "matching_consultations:thread": _held(get=200),
    "matching_consultations:agree": _held(post=404),
    "matching_consultations:write": _held(post=422),
    "matching_consultations:hide": _held(post=404),
    "matching_consultations:show": _held(post=303),
    "matching_consultations:visited": _held(post=404),
    "matching_consultations:may_ask": _held(post=303),
    "matching_consultations:ask_no_more": _held(post=303),
    "matching_consultations:question": _held(post=404),  # nothing waits
    "matching_consultations:delete_told": _held(post=303),
    "matching_consultations:paper_kept": _held(post=303),
    "matching_consultations:none_fits": _held(get=303, post=422),
    "matching_consultations:move": _held(get=200, post=422),
    "matching_consultations:accept": _held(post=404),
    "matching_consultations:withdraw": _held(post=303),
    "matching_consultations:cancel": _held(get=200, post=422),
    "matching_consultations:report": _held(get=200, post=422),
    "matching_consultations:sheet": _held(get=200),
    "matching_consultations:calendar": _held(get=200),
}
