"""The suite: real PostgreSQL and broker, fast hasher, no mail leaves. `make test` sets DATABASE_URL and REDIS_URL."""

import os
import tempfile
from pathlib import Path

# Not a secret: for tests alone.
os.environ.setdefault("FIELD_KEYS", "dGVzdHMtb25seS1rZXktbm90LWZvci1wZW9wbGUhISE=")
# Not a secret: for tests alone.
os.environ.setdefault("PROOF_KEYS", "dGVzdHMtb25seS1rZXktbm90LWZvci1wZW9wbGUhISE=")

from caarisma.settings.base import *

SECRET_KEY = "tests-only"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
SITE_URL = "https://caarisma.example"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # a served site of a test is at http://localhost
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["OPTIONS"]["options"] += " -c caarisma.made_up_times=on"  # tests have a clock of their own
DATABASE_BACK_WITHIN_SECONDS = 0  # a test that stops it knows for how long
CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}  # each test sees its own directory
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # scanning the folder once a test would double the suite's time
LOGGING["root"]["level"] = "WARNING"
TALLY_SECONDS = 0
CATALOG_SECONDS = 0
# No worker runs beside most tests: nobody would be shown a list by waiting for one.
MATCH_FIRST_LOOK_SECONDS = 0

# Empty, so the database answers, unless a test builds a snapshot in a folder of its own.
SNAPSHOT_DIR = os.environ.get("SNAPSHOT_DIR", os.path.join(tempfile.gettempdir(), f"caarisma-test-{os.getpid()}"))

# A page that asks the database once for each row it shows fails its test (django-zeal, innermost: views and templates).
# Not `.get()`: zeal counts lines of code, and services take the lock of one row anew at each step, by the same line.
INSTALLED_APPS.append("zeal")
MIDDLEWARE.append("zeal.middleware.zeal_middleware")
ZEAL_ALLOWLIST = [
    {"model": "*", "field": "get()"},
    {"model": "screening.ScreeningCase", "field": "checks"},  # each event keeps them as they stood when it was written
]

# Of each process its own: what one test anchored is not in the database of the next.
LEDGER_ANCHORS_DIR = Path(tempfile.gettempdir()) / f"caarisma-anchors-{os.getpid()}"
