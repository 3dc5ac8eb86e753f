"""Production. A missing secret stops the process with a sentence that says how to set it."""

from django.core.exceptions import ImproperlyConfigured

from caarisma.settings.base import *
from caarisma.settings.environment import checking_certificates

SECRET_KEY = required(
    "SECRET_KEY",
    "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))' and set it in the environment.",
)
SECRET_KEY_FALLBACKS = listed("SECRET_KEY_FALLBACKS")
required("ALLOWED_HOSTS", "Set it to the site's host names, comma-separated.")
ALLOWED_HOSTS = listed("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS", ",".join(f"https://{host}" for host in ALLOWED_HOSTS))
required("REDIS_URL", "Set it to redis://user:password@host:6379/0, the broker that Celery uses.")
required(
    "FIELD_KEYS",
    "Make one with: python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'. "
    "Newest first, comma-separated. Health answers cannot be read without it.",
)
required(
    "PROOF_KEYS",
    "Make one with: python -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())'. "
    "Newest first, comma-separated. Without it nothing can be signed.",
)
if METRICS_TOKEN and len(METRICS_TOKEN) < 32:
    raise ImproperlyConfigured(
        "METRICS_TOKEN is too short. Make one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'"
    )
if DEMO:
    raise ImproperlyConfigured("DEMO is on. Demonstration logins have known passwords and must never reach production.")

# The proxy ends TLS, overwrites X-Forwarded-Proto and X-Forwarded-For, and is the only way in.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = whole_number("TRUSTED_PROXY_COUNT", 1)
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sid"
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_NAME = "__Host-language"
MFA_TRUST_COOKIE_NAME = "__Host-remembered"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True

NPPES_API_URL = os.environ.get("NPPES_API_URL", "https://npiregistry.cms.hhs.gov/api/")
LEIE_URL = os.environ.get("LEIE_URL", "https://oig.hhs.gov/exclusions/downloadables/")

STORAGES["staticfiles"] = {"BACKEND": "caarisma.common.staticfiles.OneStylesheetStorage"}

REDIS_URL = CELERY_BROKER_URL = checking_certificates("REDIS_URL", REDIS_URL)

EMAIL_HOST = required("EMAIL_HOST", "Set it to the SMTP server that sends the site's mail.")
EMAIL_PORT = whole_number("EMAIL_PORT", 587)
EMAIL_HOST_USER = os.environ.get("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = True
SITE_URL = SITE_URL or f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
ADMINS: list[tuple[str, str]] = []  # error mails carry what people typed; errors go to the log, without it
