"""The site's settings for a benchmark: its own database, and PostGIS for the one rival that wants it.

GeoDjango needs GDAL to be imported at all, so its engine and its model are switched on here alone, and only where
`benchmarks.postgis` found everything (it sets BENCHMARK_POSTGIS).
"""

import copy
import os

from caarisma.settings.test import *

# For every engine alike. Parallel workers would hide their time from us; compiling a plan costs more than these run.
_SESSION = " -c jit=off -c max_parallel_workers_per_gather=0 -c work_mem=64MB"
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["OPTIONS"]["options"] += _SESSION

if os.environ.get("BENCHMARK_POSTGIS") == "1":
    DATABASES["geo"] = copy.deepcopy(DATABASES["default"]) | {"ENGINE": "django.contrib.gis.db.backends.postgis"}
    INSTALLED_APPS += ["benchmarks.geo"]
