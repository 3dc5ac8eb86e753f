"""`make run`: the real engines on this machine, demonstration data, mail to files in var/mail."""

import os

# Not a secret: the demonstration holds nobody's answers.
os.environ.setdefault("FIELD_KEYS", "ZGV2ZWxvcG1lbnQta2V5LW5vdC1mb3ItcGVvcGxlISE=")
# Not a secret: for demonstrations alone.
os.environ.setdefault("PROOF_KEYS", "ZGV2ZWxvcG1lbnQta2V5LW5vdC1mb3ItcGVvcGxlISE=")

from caarisma.settings.base import *

SECRET_KEY = "development-only-never-used-with-real-people"
DEBUG = flag("DEBUG", False)
DEMO = flag("DEMO", True)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
MAIL_TRANSPORT = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = BASE_DIR / "var" / "mail"
SITE_URL = SITE_URL or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
if not BEHIND_POOLER:  # which takes no options
    DATABASES["default"]["OPTIONS"]["options"] += " -c caarisma.made_up_times=on"  # a demonstration has a past
WHITENOISE_USE_FINDERS = True  # serves static/ as it is: no collectstatic step in a demo
WHITENOISE_AUTOREFRESH = DEBUG
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys over plain http; browsers let localhost alone do that
# So that the demo's logins work; production always asks.
STAFF_NEED_SECOND_FACTOR = False
ACCOUNT_LOGIN_BY_CODE_REQUIRED = set()
