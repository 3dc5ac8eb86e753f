from django.urls import path

from caarisma.common.access import Access, Who, access
from matching.reviews.views import author

app_name = "matching_reviews"

urlpatterns = [
    path("<slug:reference>/review/", author.review, name="review"),
    path("<slug:reference>/review/went/", author.went, name="went"),
    path("<slug:reference>/review/take-back/", author.take_back, name="take_back"),
    path("<slug:reference>/review/object/", author.object_, name="object"),
]


def _held(*, get: int = 405, post: int = 405) -> Access:
    """Whoever holds the request of the visit; for everybody else, also for its clinic and the desk, it is not there."""
    return access(get=_for_holders(get), post=_for_holders(post))


def _for_holders(status: int) -> int | dict[str, int]:
    return 405 if status == 405 else {Who.OWNER: status, Who.ANYONE: 404}


ACCESS = {
    "matching_reviews:review": _held(get=200, post=422),
    "matching_reviews:went": _held(post=303),
    "matching_reviews:take_back": _held(get=303, post=303),
    "matching_reviews:object": _held(get=303, post=303),
}
