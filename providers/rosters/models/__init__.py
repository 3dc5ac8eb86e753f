"""Tables of rosters."""

from providers.rosters.models.license_alert import LicenseAlert
from providers.rosters.models.license_look import LicenseLook
from providers.rosters.models.roster_run import RosterLine, RosterRun
from providers.rosters.models.sent_roster import SentRoster

__all__ = ["LicenseAlert", "LicenseLook", "RosterLine", "RosterRun", "SentRoster"]
