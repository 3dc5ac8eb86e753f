"""Settings that every environment shares. What an environment changes is in its own file beside this one.

Limits and traps behind these values were measured; the comments name the reason, not the setting.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from caarisma.settings.environment import flag, listed, required, whole_number

BASE_DIR = Path(__file__).resolve().parents[2]

DEBUG = False
DEMO = flag("DEMO", False)  # demonstration data and logins: loopback only, marked on every page

# --- Applications ---------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "caarisma.accounts",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # without it two pages of allauth answer 500
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "caarisma.access_trail",
    "caarisma.common",
    "caarisma.common.outbox",
    "caarisma.common.chores",
    "caarisma.common.tallies",
    "treatments",
    "treatments.products",
    "treatments.signing",
    "providers.directory",
    "providers.calls",
    "providers.reports",
    "providers.teams",
    "providers.supervision",
    "providers.attestation",
    "providers.files",
    "providers.registry",
    "providers.exclusions",
    "providers.rosters",
    "providers.screening",
    "providers.listing",
    "providers.accuracy",
    "providers.ledger",
    "providers.vetting",
    "providers.changes",
    "providers.deciding",
    "providers.laws",
    "providers.words",
    "providers.runs",
    "providers.errands",
    "providers.prices",
    "providers.hours",
    "providers.pauses",
    "matching.snapshots",
    "matching.search",
    "matching.planner",
    "matching.consultations",
    "matching.aftercare",
    "matching.lists",
    "matching.requests",
    "matching.reviews",
    "matching.questions",
    "matching.watches",
    "matching.insights",
    "matching.rights",
    "matching.numbers",
    "providers.calendars",
    "providers.pages",
    "matching.proofs",
    "providers.pins",
    "providers.joining",
    "providers.profile",
    "providers.portal",
    "providers.clinics",
    "providers.desk",
    "providers.moderation",
    "providers.letters",
    "providers.upkeep",
    "providers.worklists",
    "providers.appeals",
    "providers.merging",
    "providers.trail",
    "matching.directory_api",
    "providers.demo",
    "caarisma.site",
]

MIDDLEWARE = [
    "caarisma.common.middleware.RequestLog",  # outermost: whatever is logged further in goes by the request's name
    "caarisma.common.middleware.PrivateByDefault",  # outside of the others: its headers are on errors and redirects too
    "django.middleware.security.SecurityMiddleware",
    "caarisma.site.content_security.OnePolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "caarisma.common.middleware.WholePages",
    "caarisma.common.middleware.DatabaseAway",
    "caarisma.common.middleware.SameForAll",  # outside of whatever asks who it is
    "django.contrib.sessions.middleware.SessionMiddleware",
    "caarisma.accounts.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "caarisma.common.middleware.NotThisWay",
    "caarisma.access_trail.acting.WhoActs",
    "caarisma.accounts.middleware.ClearedAfterSignOut",
    "caarisma.accounts.middleware.StaffSessions",  # before what notes that somebody is here
    "allauth.account.middleware.AccountMiddleware",
    "caarisma.accounts.middleware.SessionsSeen",
    "caarisma.accounts.middleware.StaffNeedSecondFactor",
    "caarisma.common.middleware.SaidInWords",
]

ROOT_URLCONF = "caarisma.site.urls"
WSGI_APPLICATION = "caarisma.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "caarisma.common.context_processors.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")  # lets TemplatesSetting find Django's own widget templates

# --- Data -----------------------------------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        required("DATABASE_URL", "Set it to postgres://user:password@host:5432/name; `make run` sets it by itself."),
        conn_max_age=600,  # a new session has to plan its statements anew, which takes 0.1 s
        conn_health_checks=True,
        engine="caarisma.common.postgresql",
    )
}
DATABASES["default"]["ATOMIC_REQUESTS"] = False  # rate limits and job attempts must commit on their own
DATABASES["default"].setdefault("OPTIONS", {}).update(
    connect_timeout=2,
    tcp_user_timeout=60_000,  # a busy server may read nothing of a long COPY for a while
    # A machine that vanished while we wait for its answer: by itself TCP asks for it after two hours at first.
    keepalives_idle=30,
    keepalives_interval=10,
    keepalives_count=3,
    # The last one frees the locks of a killed process even while PostgreSQL waits for another lock on its behalf.
    options="-c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000 "
    "-c client_connection_check_interval=2000",
)
# Set for the web service alone (caarisma/local/commands.py): a page that nobody waits for any more must not keep a
# thread and the database busy. What exceeds it is a 503 in words. Work behind the page may take its time.
STATEMENT_TIMEOUT_SECONDS = whole_number("STATEMENT_TIMEOUT_SECONDS", 0)
if STATEMENT_TIMEOUT_SECONDS:
    DATABASES["default"]["OPTIONS"]["options"] += f" -c statement_timeout={STATEMENT_TIMEOUT_SECONDS}s"
    DATABASES["default"]["OPTIONS"]["tcp_user_timeout"] = 3000  # a black hole answers in seconds, not never
# For the web service behind PgBouncer in transaction mode, where a session is nobody's own: it prepares nothing there,
# and what stands in "options" is refused, so PgBouncer sets it (caarisma/deploy/pgbouncer.ini). Worker, sweeper and
# commands hold locks of their session, so they go to PostgreSQL itself.
BEHIND_POOLER = flag("BEHIND_POOLER", False)
if BEHIND_POOLER:
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
    del DATABASES["default"]["OPTIONS"]["options"]
# How long a page waits for a database that restarts, from when its process first missed it (docs/adr/0014).
DATABASE_BACK_WITHIN_SECONDS = 6.0

REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")

# To which hosts database and broker may be reached without TLS: on a network that nobody else listens on.
PRIVATE_NETWORK_HOSTS = listed("PRIVATE_NETWORK_HOSTS")

# Sign-in and its rate limits must not need the broker, so the cache lives in PostgreSQL.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},  # at the default of 300, noise frees locked-out attackers
    },
    # What names no person, and may be a minute old: the same for everybody, or numbers under an id. Each process has
    # its own.
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 60},
}
SESSION_ENGINE = "caarisma.common.sessions"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # its cookie would name people readably
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# Keys for health answers: Fernet keys, comma-separated, newest first. See caarisma/common/fields.py.
FIELD_KEYS = listed("FIELD_KEYS")
# Keys that sign proofs, bulk files and numbers: comma-separated, newest first. See matching/proofs/keys.py.
PROOF_KEYS = listed("PROOF_KEYS")

# --- People ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "me:home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "caarisma.accounts.passwords.LongForStaff"},
    {"NAME": "caarisma.accounts.passwords.NotEasyToGuess"},
]

ACCOUNT_ADAPTER = "caarisma.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "caarisma.accounts.forms.SignupForm",
    "login": "caarisma.accounts.forms.LoginForm",
    "confirm_login_code": "caarisma.accounts.forms.NewBrowserForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# A link lets in whoever signed up with the address of somebody who presses it. A code is typed where it was asked for.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# A password alone lets nobody in: in a browser that was not remembered a code from a mail as well (docs/adr/0036).
ACCOUNT_LOGIN_BY_CODE_REQUIRED = {"password"}
ACCOUNT_LOGIN_BY_CODE_TRUST_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/300s/key",
    "signup": "10/h/ip",
    "reset_password": "5/h/ip,3/h/key",
    "login_code": "10/h/key",
    "confirm_email": "1/10s/key,10/h/key",  # codes to one address, however they are asked for
}
ALLAUTH_TRUSTED_PROXY_COUNT = 0
MFA_ADAPTER = "caarisma.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TRUST_ENABLED = False  # of a code by mail alone; a second factor is asked for each time
MFA_TRUST_COOKIE_NAME = "remembered"
MFA_TRUST_COOKIE_AGE = 90 * 24 * 3600
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "Caarisma"
USERSESSIONS_TRACK_ACTIVITY = True
STAFF_NEED_SECOND_FACTOR = True
ADMIN_PATH = os.environ.get("ADMIN_PATH", "admin").strip("/")

# --- Words and time -------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGE_COOKIE_NAME = "language"  # of the last page that somebody read; account pages go by it
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["caarisma.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # people see the clinic's own zone, always named where it could be mistaken

# --- Files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# What providers send as proof, encrypted with FIELD_KEYS. No address leads here; never below static files. Several
# machines need one storage: a bucket (PRIVATE_FILES_BUCKET), or a folder that they share.
PRIVATE_FILES_DIR = os.environ.get("PRIVATE_FILES_DIR", "") or BASE_DIR / "var" / "private"

# What the ledger of looks came to each day, outside the database, and who gets it by mail (docs/ledger.md).
LEDGER_ANCHORS_DIR = os.environ.get("LEDGER_ANCHORS_DIR", "") or BASE_DIR / "var" / "anchors"
LEDGER_AUDITORS = listed("LEDGER_AUDITORS")
# Where caarisma/deploy/backup.sh leaves its files. The sweeper looks that they are young and whole; "": nobody does.
BACKUPS_DIR = os.environ.get("BACKUPS_DIR", "")
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "private": {"BACKEND": "caarisma.common.private_files.Disk"},
}
PRIVATE_FILES_BUCKET = os.environ.get("PRIVATE_FILES_BUCKET", "")
if PRIVATE_FILES_BUCKET:  # boto3 finds AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment by itself
    STORAGES["private"] = {
        "BACKEND": "caarisma.common.bucket.Bucket",
        "OPTIONS": {
            "bucket_name": PRIVATE_FILES_BUCKET,
            "endpoint_url": os.environ.get("PRIVATE_FILES_ENDPOINT") or None,
            "region_name": os.environ.get("PRIVATE_FILES_REGION") or "us-east-1",
        },
    }
# clamd, which looks for known viruses: a socket's path, or host:3310. "" = nobody looks, and `check --deploy` says so.
CLAMD_ADDRESS = os.environ.get("CLAMD_ADDRESS", "").strip()
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["caarisma.common.uploading.InMemory"]  # a photo ID must not lie in /tmp as it came

# --- Safety ---------------------------------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
# Not "no-referrer": browsers then send "Origin: null" with our own forms, and the CSRF check refuses them.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 2
CONTENT_SECURITY_POLICY: dict[str, dict[str, Any]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # data: for the QR code of the authenticator app
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- Work behind the page -------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True  # results would put facts about people into the broker
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True  # without it a killed child loses its message
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 20
CELERY_TASK_TIME_LIMIT = 30  # a hard limit loses the message; the sweeper finishes the job
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5.0
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # KiB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Both retries off together: with only the first, a stopped broker costs a request 6 s instead of 0.05 s.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,  # above the hard time limit, or a slow task runs twice
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 0.2,
    "socket_timeout": 0.5,
    "retry_on_timeout": False,
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}

# Snapshots of the directory that searches read (docs/adr/0007). Each machine builds its own; losing them loses nothing.
SNAPSHOT_DIR = os.environ.get("SNAPSHOT_DIR", str(BASE_DIR / "var" / "snapshots"))

# A page of questions may show the catalog as it was so long ago: each of a visit asks for it; it changes once a month.
CATALOG_SECONDS = 1.0

# A worker ranks in a twentieth of a second, so who has just sent is shown the list at once, not a page that waits.
MATCH_FIRST_LOOK_SECONDS = 0.3
# The waiting page ranks by itself after this long without a worker's answer.
MATCH_INLINE_AFTER_SECONDS = 2.0
INTAKE_KEPT_DAYS = 30

# --- Places ---------------------------------------------------------------------------------------------------------
# geopy geocoder for street addresses ("" = none: ZIP centroids only). Host and key come from settings alone.
GEOCODER = os.environ.get("GEOCODER", "")
GEOCODER_OPTIONS = {"user_agent": "caarisma", "domain": os.environ.get("GEOCODER_DOMAIN", "")}
GEOCODER_TIMEOUT_SECONDS = whole_number("GEOCODER_TIMEOUT_SECONDS", 3)
GEOCODER_SECONDS_BETWEEN_CALLS = 1.0

# --- Public registers -------------------------------------------------------------------------------------------------
# The NPPES registry of provider numbers, API v2.1. "" = never ask: then a check of the number stays "could not check".
NPPES_API_URL = os.environ.get("NPPES_API_URL", "")
# Where OIG has the files of the exclusion list, with a slash at the end. "" = they are uploaded, never fetched.
LEIE_URL = os.environ.get("LEIE_URL", "")

# --- Mail -----------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Caarisma <no-reply@caarisma.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Whoever sends a mail writes a row; the sweeper sends it over MAIL_TRANSPORT (docs/adr/0008).
EMAIL_BACKEND = "caarisma.common.outbox.backend.OutboxBackend"
MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 10
# Where links in mails lead. Never from a request: its Host header is anybody's to write.
SITE_URL = os.environ.get("SITE_URL", "").rstrip("/")
# How codes and extensions of the directory API are named, for ever: set once, and kept when the host changes.
FHIR_CANONICAL_BASE = os.environ.get("FHIR_CANONICAL_BASE", "").rstrip("/")
CONTACT_EMAIL = os.environ.get("CONTACT_EMAIL", "help@caarisma.example")  # on the page "Write to us"; a person reads it
SECURITY_EMAIL = os.environ.get("SECURITY_EMAIL", "security@caarisma.example")  # to whom holes in the site are told
# Who runs the site, in the words of its owner: docs/deploy.md. Without them pages say that it is not known.
OPERATOR_NAME = os.environ.get("OPERATOR_NAME", "").strip()
OPERATOR_ADDRESS = os.environ.get("OPERATOR_ADDRESS", "").strip()  # lines, with ";" between them
EDITORIAL_EMAIL = os.environ.get("EDITORIAL_EMAIL", "").strip()  # to whom faults of the guide are told

# --- Watching: docs/operations.md, docs/adr/0029 ----------------------------------------------------------------------
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "").strip()  # "" = there is no page of metrics
TALLY_SECONDS = 10.0  # between two times that a process adds what it has counted to the database; 0 = it never does
SENTRY_DSN = os.environ.get("SENTRY_DSN", "").strip()  # "" = faults go to the log alone
RELEASE = os.environ.get("VERSION", "").strip()  # by which name it calls what runs

# --- Logs: one JSON object a line, ids and counts only ----------------------------------------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "caarisma.common.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        "django.request": {"level": "ERROR"},
        "celery": {"level": "INFO"},
        "kombu": {"level": "WARNING"},
        "geopy": {"level": "WARNING"},  # what it tells besides is a refusal word by word, which may quote the address
    },
}
