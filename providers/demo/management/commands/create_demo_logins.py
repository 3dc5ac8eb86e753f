import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from providers.demo.aftercare import make_demo_aftercare
from providers.demo.alerts import make_demo_alerts
from providers.demo.changes import make_demo_changes
from providers.demo.desk import make_demo_desk
from providers.demo.habits import make_demo_habits
from providers.demo.insights import make_demo_insights, make_demo_letters
from providers.demo.joining import make_demo_joining
from providers.demo.lists import make_demo_lists
from providers.demo.logins import Login, make_demo_logins
from providers.demo.numbers import make_demo_numbers
from providers.demo.questions import make_demo_questions
from providers.demo.reports import make_demo_reports
from providers.demo.reviews import make_demo_reviews
from providers.demo.rosters import make_demo_rosters
from providers.demo.searches import make_demo_searches
from providers.demo.signing import sign_a_page
from providers.demo.teams import make_demo_teams
from providers.demo.threads import make_demo_threads
from providers.demo.upkeep import make_demo_upkeep


class Command(BaseCommand):
    help = "Make the demonstration sign-ins and tell their passwords. Only where DEMO is on. Safe to run twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as a JSON list, for other programs")

    def handle(self, *, json: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("DEMO is off. Sign-ins with known passwords are for demonstrations only.")
        now = timezone.now()
        logins = make_demo_logins(now=now)
        make_demo_threads(now=now)
        make_demo_reviews(now=now)
        make_demo_questions(now=now)
        make_demo_searches(now=now)
        make_demo_alerts(now=now)
        make_demo_reports(now=now)
        make_demo_lists(now=now)
        make_demo_rosters(now=now)
        make_demo_habits(now=now)
        make_demo_aftercare(now=now)
        make_demo_teams(now=now)
        make_demo_upkeep(now=now)
        make_demo_joining(now=now)
        make_demo_changes(now=now)
        make_demo_insights(now=now)
        make_demo_letters(now=now)
        make_demo_desk(now=now)
        make_demo_numbers(now=now)
        sign_a_page(now=now)
        if json:
            self.stdout.write(_as_json(logins))
            return
        for login in logins:
            self.stdout.write(f"{login.role:<16} {login.email:<40} {login.password}")


def _as_json(logins: Iterable[Login]) -> str:
    rows = [{"role": login.role, "email": login.email, "password": login.password} for login in logins]
    return json.dumps(rows)
