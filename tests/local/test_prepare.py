"""`manage.py prepare`, which stands before every service."""

import pytest
from django.core.management import CommandError, call_command


def test_demonstration_data_stay_out_of_a_site_that_is_no_demonstration(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="in a demonstration only"):
        call_command("prepare", demo=True)
