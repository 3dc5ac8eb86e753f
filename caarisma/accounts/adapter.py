"""How allauth stores what it knows about people here, and how its mails leave."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import has_verified_email
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.utils import get_request_param
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import get_language, override

from caarisma.accounts.language import ASKED
from caarisma.accounts.models import UserManager
from caarisma.accounts.new_browser import remember_if_wished
from caarisma.common.fields import field_cipher
from caarisma.common.outbox.parts import letter_of, parts_of
from caarisma.common.outbox.writing import SITE_NAME, Letter, post, site_url

JOINING = (
    "joining_as_provider"  # in the session, from the sign-up of who came to join to their first page behind the door
)
JOINERS: Final = frozenset({"provider", "teams"})  # where their way leads: names of rooms above this one

SECOND_FACTORS: Final = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]

# A link that works for three days must still work for one when its mail arrives late. A code is of no use later.
LIFE: Final = timedelta(days=2)
CODE_LIFE: Final = timedelta(seconds=settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT)
LIVES: Final = {
    "password_reset_key": timedelta(days=1),
    "email_confirmation": CODE_LIFE,
    "email_confirmation_signup": CODE_LIFE,
    "login_code": CODE_LIFE,
}


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request: Any) -> str:
        """Providers, and who came to become one, land on their pages, staff on the desk, others where settings say."""
        if request.session.get(JOINING, False) or _works_in_the_portal(request.user):
            return reverse("provider:home")
        if request.user.is_staff:
            return reverse("admin:index")
        return str(super().get_login_redirect_url(request))

    def is_open_for_signup(self, request: Any) -> bool:
        """Always. Confirming an address by mail loses "next", so where it leads is kept from what they sent."""
        if request.method == "POST":
            _keep_the_way(request, get_request_param(request, REDIRECT_FIELD_NAME, ""))
        return super().is_open_for_signup(request)

    def pre_login(self, request: Any, user: Any, **told: Any) -> Any:
        """Likewise for who signs in before the address was confirmed."""
        _keep_the_way(request, told["redirect_url"] or "")
        return super().pre_login(request, user, **told)

    def get_login_stages(self) -> list[str]:
        """With a limit on codes, and without the page that asks whether a browser is to be remembered."""
        ours = "caarisma.accounts.new_browser.CodeForNewBrowser"
        stages = super().get_login_stages()
        return [ours if one.endswith("LoginByCodeStage") else one for one in stages if not one.endswith("TrustStage")]

    def is_login_by_code_required(self, login: Any) -> bool:
        """Nobody is asked for two codes: who has a second factor gives that one, and a new address is confirmed by
        a code."""
        if login.user is None:  # nobody signs in: somebody signed up with an address that is known
            return False
        if is_mfa_enabled(login.user, SECOND_FACTORS) or not has_verified_email(login.user, login.email):
            return False
        return bool(super().is_login_by_code_required(login))

    def post_login(self, request: Any, user: Any, **told: Any) -> Any:
        response = super().post_login(request, user, **told)
        remember_if_wished(request, user, response)
        return response

    def get_signup_redirect_url(self, request: Any) -> str:
        """Where they land once the address is confirmed in the same browser."""
        return self.get_login_redirect_url(request)

    def is_safe_url(self, url: str) -> bool:
        """What cannot be read as an address, as http://[, leads nowhere; allauth's own breaks on it."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def get_logout_redirect_url(self, request: Any) -> str:
        """The front page in the reader's language: a fixed address would be in English."""
        return reverse("pages:home")

    def populate_username(self, request: Any, user: Any) -> None:
        """There is no username."""

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        user = super().save_user(request, user, form, commit=False)
        user.email = UserManager.normalize_email(user.email)
        user.language = get_language() or ""
        if commit:
            user.save()
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox, in the language of the account or else of the page, and without the host name that the
        request gave."""
        language = getattr(context.get("user"), "language", "") or get_language() or settings.LANGUAGE_CODE
        letter = self.letter(template_prefix, email, context, language=language)
        kind = template_prefix.rpartition("/")[2]
        post(
            letter,
            kind=kind,
            to=email,
            language=language,
            life=LIVES.get(kind, LIFE),
            now=timezone.now(),
            hurry=True,
        )

    def letter(self, template_prefix: str, email: str, context: dict[str, Any], *, language: str) -> Letter:
        links = {name: _ours(value, language) for name, value in context.items() if name.endswith("_url")}
        site = SimpleNamespace(name=SITE_NAME, domain=urlsplit(settings.SITE_URL).netloc)
        known = {"email": email, "site_name": SITE_NAME, "site_url": site_url(), "current_site": site}
        with override(language):
            message = self.render_mail(template_prefix, email, {**context, **known, **links})
        return letter_of(message.subject, parts_of(str(message.body)), language=language)


def _keep_the_way(request: Any, to: str) -> None:
    """From the form that was sent, not from the page before it: who only looks around gets no session."""
    try:
        leads_on = resolve(urlsplit(to).path).namespace in JOINERS
    except (Resolver404, ValueError):
        return
    if leads_on:
        request.session[JOINING] = True


def _works_in_the_portal(user: Any) -> bool:
    """With a profile, or in the team of one. Both stand in rooms above this one."""
    return hasattr(user, "provider") or (user.is_authenticated and user.memberships.filter(ended_at=None).exists())


def _ours(link: str, language: str) -> str:
    """The same page below the site's own address, and in the language of the mail wherever it is opened."""
    parts = urlsplit(link)
    query = dict(parse_qsl(parts.query)) | ({} if language == settings.LANGUAGE_CODE else {ASKED: language})
    return site_url(parts.path, **query)


class MFAAdapter(DefaultMFAAdapter):
    """allauth keeps authenticator secrets in clear unless told otherwise, and makes passkeys for one host alone."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site's own name where the host is that or below it, so that a key made at www. works without it too."""
        host = allauth_context.request.get_host().partition(":")[0]
        ours = urlsplit(settings.SITE_URL).hostname or host
        return {"id": ours if f".{host}".endswith(f".{ours}") else host, "name": SITE_NAME}

    def encrypt(self, text: str) -> str:
        return field_cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return field_cipher().decrypt(encrypted_text.encode()).decode()
