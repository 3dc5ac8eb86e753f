"""Staff who decide, and the rights of the site's own role in production."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from caarisma.accounts.models import User
from tests.factories.providers import make_user


@pytest.fixture
def ana() -> User:
    return make_user("ana@example.com", is_staff=True)


@pytest.fixture
def ben() -> User:
    return make_user("ben@example.com", is_staff=True)


@pytest.fixture
def as_the_site(db) -> Iterator[Callable[[], None]]:
    """Called: from now on with the rights of caarisma/deploy/site-role.sh, read from it, and no more."""
    script = Path(settings.BASE_DIR, "caarisma/deploy/site-role.sh").read_text()
    rights = re.search(r"GRANT ([A-Z, ]+) ON TABLES TO caarisma_site", script)[1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            pytest.skip("needs a database user that may make roles")
        cursor.execute("CREATE ROLE caarisma_site_tried")
        cursor.execute(f"GRANT {rights} ON ALL TABLES IN SCHEMA public TO caarisma_site_tried")
        cursor.execute("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO caarisma_site_tried")
        yield lambda: cursor.execute("SET LOCAL ROLE caarisma_site_tried")
        cursor.execute("RESET ROLE")
