"""Who gets to which page of the desk, and how such a page is answered."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from caarisma.accounts.http import SignedInRequest
from caarisma.common.access import Access, Who, access

READ: Final = "screening.view_screeningcase"
DOCUMENTS: Final = "screening.view_document"
WORK: Final = "screening.work_screeningcase"
SECOND: Final = "screening.second_twopersondecision"
SUSPEND: Final = "screening.suspend_provider"
AUDIT: Final = "accounts.view_auditevent"
MAILS: Final = "outbox.view_mail"
SETTLE_MAILS: Final = "outbox.settle_mail"
REPORTS: Final = "consultations.settle_abusereport"
REVIEWS: Final = "reviews.moderate_review"
QUESTIONS: Final = "questions.moderate_questiontext"
READ_REPORTED: Final = "consultations.read_reported"
FAT_USES: Final = "products.view_fatusedecision"
SIGNATURES: Final = "signing.view_signature"
SIGNERS: Final = "signing.view_reviewer"
OPENINGS: Final = "signing.view_sourceopening"
DECIDE_FAT_USES: Final = "products.decide_fatuse"
LISTS: Final = "exclusions.view_exclusionlist"
HANDS_IN: Final = "exclusions.hand_in_sentlist"
SIGNS_OFF: Final = "exclusions.sign_off_exclusionlist"
ROSTERS: Final = "rosters.view_rosterrun"
HANDS_IN_ROSTERS: Final = "rosters.hand_in_sentroster"
SIGNS_ROSTERS: Final = "rosters.sign_off_rosterrun"
LICENSE_ALERTS: Final = "rosters.view_licensealert"
SETTLES_LICENSES: Final = "rosters.settle_licensealert"
CLEARS_LICENSES: Final = "rosters.clear_licensealert"
PLACE_ALERTS: Final = "aftercare.work_placealert"
SECONDS_ALERTS: Final = "aftercare.second_placealert"
READS_LAW: Final = "screening.read_law"
CONFIRMS_LAW: Final = "screening.confirm_law"
WORDS: Final = "words.read_words"
CHORES: Final = "chores.view_chorerun"

View = Callable[..., HttpResponseBase]


def desk_page(*any_of: str) -> Callable[[View], View]:
    """For staff with one of these permissions. Others of the staff get 403, strangers are sent to sign in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(request.user.has_perm(permission) for permission in any_of):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return cast(View, admin.site.admin_view(checked))

    return decorate


def answer(request: SignedInRequest, template: str, title: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page in the frame of the admin."""
    return render(
        request,
        f"providers/desk/{template}",
        {**admin.site.each_context(request), "title": title, **context},
        status=status,
    )


def staff_with(may: str, *, get: int = 405, post: int = 405) -> Access:
    """For staff with this permission; others of the staff are told no, everybody else signs in first."""
    return access(
        get=405 if get == 405 else {may: get, Who.STAFF: 403, Who.ANYONE: 302},
        post=405 if post == 405 else {may: post, Who.STAFF: 403, Who.ANYONE: 302},
    )
