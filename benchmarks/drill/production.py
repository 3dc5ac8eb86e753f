"""Production's settings, with what each machine of the drill has of its own: static files, its name, and the time."""

import os
import socket

from caarisma.settings.production import *

STATIC_ROOT = os.environ["DRILL_STATIC"]
ACCOUNT_LOGIN_BY_CODE_REQUIRED = set()  # people of the drill read no mail

socket.gethostname = lambda: os.environ["DRILL_HOSTNAME"]

if moved := os.environ.get("DRILL_CLOCK_AHEAD"):  # seconds; this process alone, not the database's clock
    import time

    import time_machine

    time_machine.travel(time.time() + float(moved), tick=True).start()
