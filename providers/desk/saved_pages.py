"""Files that staff attach: kept at once, so that an error elsewhere in the form loses nothing."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.desk.forms import CheckForm
from providers.directory.models import Provider
from providers.screening.enums import CheckKind
from providers.screening.models import ScreeningCase, SourcePage
from providers.vetting.cases.check_evidence import pages_for, papers_for
from providers.vetting.documents.fields import clean_title
from providers.vetting.documents.source_pages import save_source_page


def bound_check_form(
    request: SignedInRequest, case: ScreeningCase, kind: CheckKind, *, now: datetime, data: QueryDict | None = None
) -> CheckForm:
    """What was sent (`data`: with what an empty field stands for), with a file that came along kept as a page and
    chosen."""
    sent = request.POST if data is None else data
    form = _check_form(sent, request.FILES, case, kind)
    page = keep_file(form, provider=case.provider, kind=kind, by=request.user, now=now)
    if page is None:
        return form
    again = _check_form(sent, request.FILES, case, kind)  # it offers the new page
    again.attach(page)
    return again


def _check_form(sent: QueryDict, files: Any, case: ScreeningCase, kind: CheckKind) -> CheckForm:
    pages = pages_for(case.provider, kind)
    return CheckForm(sent, files, kind=kind, papers=papers_for(case, kind), pages=pages)


def keep_file(
    form: forms.BaseForm, *, provider: Provider | None, kind: CheckKind, by: User, now: datetime
) -> SourcePage | None:
    """The file of the form as a saved page. None without one, or with an error of the form that says why not."""
    form.full_clean()
    sent = form.cleaned_data.get("page_file")
    if not sent:
        return None
    try:
        return save_source_page(
            provider=provider, kind=kind, title=clean_title(sent.name), content=sent.read(), by=by, now=now
        )
    except UserFacingError as error:
        form.add_error("page_file", error.message)
        return None
