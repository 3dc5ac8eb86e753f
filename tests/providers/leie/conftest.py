"""The clock of the importer: tests name dates of lists, and a list is never from the future."""

from datetime import date

import pytest

from providers.vetting.management.commands import import_leie

TODAY = date(2026, 12, 28)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(import_leie, "today", lambda: TODAY)
