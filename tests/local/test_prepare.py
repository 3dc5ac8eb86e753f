"""`manage.py prepare`, which stands before every service."""

import pytest
from django.core.management import CommandError, call_command

from caarisma.common.management.commands import prepare
from caarisma.local import commands


def test_make_run_knows_where_the_logins_begin():
    assert prepare.LOGINS == commands.LOGINS


def test_demonstration_data_stay_out_of_a_site_that_is_no_demonstration(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="in a demonstration only"):
        call_command("prepare", demo=True)
