"""Production's settings, with what the drill of the guide has elsewhere: the folder of static files, and the time."""

import os

from caarisma.settings.production import *

STATIC_ROOT = os.environ["DRILL_STATIC"]

if moved := os.environ.get("DRILL_CLOCK_AHEAD"):  # seconds; this process alone, not the database's clock
    import time

    import time_machine

    time_machine.travel(time.time() + float(moved), tick=True).start()
