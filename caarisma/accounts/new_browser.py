"""Who signs in with a password, in a browser that this account does not know, types a code from a mail as well
(docs/adr/0036). A browser may be remembered: then the password is enough there, until it is changed.
"""

from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.stages import LoginByCodeStage
from allauth.core.ratelimit import consume, respond_429
from allauth.mfa.internal.flows.trust import trust_browser
from django.http import HttpRequest, HttpResponse

REMEMBER: Final = "remember_browser"  # the box of caarisma/accounts/forms.py


class CodeForNewBrowser(LoginByCodeStage):
    """allauth's, with a limit: it would send a code for each time that the password is right."""

    def handle(self) -> Any:
        sends = not self.state and get_adapter().is_login_by_code_required(self.login) and not self._is_trusted()
        if sends and not consume(self.request, action="login_code", key=str(self.login.user.pk)):
            return respond_429(self.request), False
        return super().handle()


def remember_if_wished(request: HttpRequest, user: Any, response: HttpResponse) -> None:
    """Only whoever typed the code of a mail a moment ago. allauth has a page of its own for it; a box is enough."""
    records = get_authentication_records(request, user)
    if request.POST.get(REMEMBER) and records and records[-1]["method"] == "code":
        trust_browser(request, user, response)
