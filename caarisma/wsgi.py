"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from matching.index import warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caarisma.settings.production")

application = get_wsgi_application()

warm_up()  # the waiting page may search by itself; where numba is installed, the first search would wait for a compiler
