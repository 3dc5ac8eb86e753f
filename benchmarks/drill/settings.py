"""The site as `make run` has it, with the machines of the drill in the place of everybody else's."""

import os

from caarisma.settings.development import *

MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS = "127.0.0.1", int(os.environ["DRILL_MAIL"]), False
NPPES_API_URL = f"http://127.0.0.1:{os.environ['DRILL_REGISTRY']}/"
GEOCODER = "nominatim"
GEOCODER_OPTIONS = {
    "user_agent": "caarisma", "domain": f"127.0.0.1:{os.environ['DRILL_GEOCODER']}", "scheme": "http",
}  # fmt: skip
STORAGES["private"] = {"BACKEND": "benchmarks.drill.disk.Disk"}
