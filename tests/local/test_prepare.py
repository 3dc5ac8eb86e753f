"""`manage.py prepare`, which stands before every service."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from caarisma.common.management.commands import prepare
from caarisma.local import commands


def test_make_run_knows_where_the_logins_begin():
    assert prepare.LOGINS == commands.LOGINS


def test_demonstration_data_stay_out_of_a_site_that_is_no_demonstration(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="in a demonstration only"):
        call_command("prepare", demo=True)


@pytest.mark.django_db
def test_small_tables_that_autovacuum_passes_by_are_counted():
    """PostgreSQL took the catalog's few rows for a thousand, and a page of the guide fell."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE few AS SELECT generate_series(1, 3) AS id")
        prepare.count_rows()
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'few'::regclass")
        assert cursor.fetchone() == (3,)
