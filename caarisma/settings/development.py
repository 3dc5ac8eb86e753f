"""`make run`: the real engines on this machine, demonstration data, mail to the console."""

import os

os.environ.setdefault("FIELD_KEYS", "ZGV2ZWxvcG1lbnQta2V5LW5vdC1mb3ItcGVvcGxlISE=")

from caarisma.settings.base import *

SECRET_KEY = "development-only-never-used-with-real-people"
DEBUG = flag("DEBUG", False)
DEMO = flag("DEMO", True)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
WHITENOISE_USE_FINDERS = True  # serves static/ as it is: no collectstatic step in a demo
WHITENOISE_AUTOREFRESH = DEBUG
STAFF_NEED_SECOND_FACTOR = False  # so that the demo's staff logins work; production always asks
