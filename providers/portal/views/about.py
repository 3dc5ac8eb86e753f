"""What a provider says of themselves to patients."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from caarisma.common.errors import UserFacingError
from caarisma.common.http import may_run_twice, see_other
from providers.portal.forms.about import AboutForm
from providers.portal.http import PortalRequest, answer, for_proven, posted
from providers.words.selectors import about_of
from providers.words.services.saying import save_about


@may_run_twice
@require_http_methods(["GET", "HEAD", "POST"])
@for_proven
def about(request: PortalRequest) -> HttpResponse:
    standing = about_of(request.provider.pk)
    form = AboutForm(posted(request)[0], standing=standing)
    if request.method == "POST" and form.is_valid():
        try:
            waiting = save_about(
                provider_id=request.provider.pk,
                answers=form.answers(),
                language=request.LANGUAGE_CODE,
                by=request.user,
                now=timezone.now(),
            )
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            _tell(request, waiting)
            return see_other("provider:about")
    return answer(request, "about", form, standing=request.standing, answers=standing)


def _tell(request: PortalRequest, waiting: int) -> None:
    if not waiting:
        messages.success(request, _("Saved."))
        return
    words = ngettext(
        "Saved. %(count)s answer waits until one of us has read it.",
        "Saved. %(count)s answers wait until one of us has read them.",
        waiting,
    )
    messages.info(request, words % {"count": waiting})
